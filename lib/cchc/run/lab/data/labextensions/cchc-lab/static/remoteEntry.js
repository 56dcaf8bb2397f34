// What cchc adds to JupyterLab. Written as it is loaded: a federated module needs a container with `init` and `get`, nothing
// that a bundler would have to build. `shared` is JupyterLab's own scope: name → version → { get }.
(() => {
  'use strict';
  let shared;
  const START = 'notebooks/bat_dau.ipynb';
  const TEMPLATE = 'notebooks/templates/blank.ipynb';
  const SCRATCH = 'notebooks/scratch';
  const PREVIEWS = 'reports/preview/';
  const PREVIEW = 'application/vnd.cchc.preview+json';
  const OWN_FOLDER = /^notebooks\/\d{4}\/./;
  // what JupyterLab would call these exporters after their entry points
  const NAMES = { Cchc_docx: 'Tài liệu Word', Cchc_pdf: 'Tài liệu PDF', Cchc_html: 'Tài liệu HTML' };

  // a card of the launcher has room for one drawing
  function picture(path) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path d="${path}" fill="none" stroke="#0b4f7d" stroke-width="4" stroke-linejoin="round"/></svg>`;
    return `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }

  async function take(name) {
    const versions = Object.values(shared[name] || {});
    if (!versions.length) {
      throw new Error(`JupyterLab không có ${name}`);
    }
    return (await versions[0].get())();
  }

  function nameExporters(translator) {
    const bundle = translator.load('jupyterlab');
    const translate = bundle.__.bind(bundle);
    bundle.__ = (text, ...rest) => NAMES[text] || translate(text, ...rest);
  }

  async function makeBlank(app, folder) {
    const contents = app.serviceManager.contents;
    const target = OWN_FOLDER.test(folder) ? folder : SCRATCH;
    if (target === SCRATCH) {
      await contents.get(SCRATCH, { content: false }).catch(() => contents.save(SCRATCH, { type: 'directory' }));
    }
    const listed = (await contents.get(target)).content.map(one => one.name);
    let number = 1;
    while (listed.includes(`phan_tich_${number}.ipynb`)) {
      number += 1;
    }
    const model = await contents.get(TEMPLATE);
    const path = `${target}/phan_tich_${number}.ipynb`;
    await contents.save(path, { type: 'notebook', format: 'json', content: model.content });
    return app.commands.execute('docmanager:open', { path });
  }

  async function showPdf(app, documents, panel, path) {
    const open = documents.findWidget(path);
    if (open) {
      await documents.contextForWidget(open).revert();
    }
    // beside the notebook, and where one is open already in its place: a third column leaves no room to read
    const shown = [...app.shell.widgets('main')].find(one => ((documents.contextForWidget(one) || {}).path || '').startsWith(PREVIEWS));
    const place = shown ? { mode: 'tab-after', ref: shown.id } : { mode: 'split-right', ref: panel.id };
    documents.openOrReveal(path, 'default', undefined, open ? {} : place);
  }

  async function preview(panel, notify) {
    await panel.context.save();
    const kernel = panel.sessionContext.session && panel.sessionContext.session.kernel;
    if (!kernel) {
      notify.error('Sổ tính chưa có kernel Python; hãy chọn kernel rồi thử lại.', { autoClose: false });
      return;
    }
    const note = notify.emit('Đang lập bản xem trước ...', 'in-progress', { autoClose: false });
    const request = kernel.requestExecute({ code: 'import cchc; cchc.preview()', store_history: false, stop_on_error: false });
    let sentence = '';
    request.onIOPub = message => {
      if (message.header.msg_type === 'error') {
        sentence = message.content.evalue;
      }
    };
    const reply = await request.done;
    const failed = sentence || (reply.content.status === 'ok' ? '' : reply.content.evalue || 'Đã dừng.');
    notify.update({ id: note, message: failed || 'Đã lập bản xem trước.', type: failed ? 'error' : 'success', autoClose: failed ? false : 3000 });
  }

  async function plugin() {
    const [{ INotebookTracker }, { ITranslator }, { ILauncher }, { IMainMenu }, { IDocumentManager }] = await Promise.all(
      ['@jupyterlab/notebook', '@jupyterlab/translation', '@jupyterlab/launcher', '@jupyterlab/mainmenu', '@jupyterlab/docmanager'].map(take)
    );
    const [{ ToolbarButton, notebookIcon }, { Notification }] = await Promise.all(['@jupyterlab/ui-components', '@jupyterlab/apputils'].map(take));
    return {
      id: 'cchc-lab:plugin',
      description: 'What cchc adds to JupyterLab.',
      autoStart: true,
      requires: [INotebookTracker, IDocumentManager, ITranslator],
      optional: [ILauncher, IMainMenu],
      activate: (app, notebooks, documents, translator, launcher, menus) => {
        nameExporters(translator);
        app.commands.addCommand('cchc:start', {
          label: 'Trang bắt đầu',
          icon: notebookIcon,
          caption: 'Có số liệu gì, còn thiếu gì, bấm gì',
          execute: () => app.commands.execute('docmanager:open', { path: START })
        });
        app.commands.addCommand('cchc:blank', {
          label: 'Sổ phân tích mới',
          icon: notebookIcon,
          caption: 'Từ mẫu: tham số, số liệu, bảng, biểu đồ, giới hạn; xuất được ngay',
          execute: args => makeBlank(app, String((args && args.cwd) || ''))
        });
        app.commands.addCommand('cchc:preview', {
          label: 'Xem trước PDF',
          caption: 'Lưu, chạy lại sổ tính từ đầu và mở tệp PDF',
          isEnabled: () => notebooks.currentWidget !== null,
          execute: () => preview(notebooks.currentWidget, Notification)
        });
        if (launcher) {
          launcher.add({ command: 'cchc:start', category: 'Notebook', rank: -2, kernelIconUrl: picture('M8 30 32 10 56 30M14 27v27h36V27M26 54V38h12v16') });
          launcher.add({ command: 'cchc:blank', category: 'Notebook', rank: -1, kernelIconUrl: picture('M12 8h40v48H12zM20 46V34M32 46V20M44 46V28') });
        }
        if (menus) {
          menus.runMenu.addGroup([{ command: 'cchc:preview' }], -1);
          menus.fileMenu.addGroup([{ command: 'cchc:start' }, { command: 'cchc:blank' }], 0);
        }
        notebooks.widgetAdded.connect((_, panel) => {
          if (panel.context.path === START) {
            return; // a page for the screen
          }
          panel.toolbar.insertItem(0, 'cchc-preview', new ToolbarButton({
            label: 'Xem trước PDF',
            tooltip: 'Lưu, chạy lại sổ tính từ đầu và mở tệp PDF',
            onClick: () => preview(panel, Notification)
          }));
          panel.sessionContext.iopubMessage.connect((__, message) => {
            const shown = (message.content && message.content.data && message.content.data[PREVIEW]) || null;
            if (shown) {
              showPdf(app, documents, panel, shown.path);
            }
          });
        });
      }
    };
  }

  const modules = { './extension': async () => { const one = await plugin(); return () => ({ __esModule: true, default: one }); } };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['cchc-lab'] = {
    init: scope => { shared = shared || scope; },
    get: name => modules[name]()
  };
})();
