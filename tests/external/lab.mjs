// An analyst at work in JupyterLab, in Debian's Chromium. Arguments: address of the running server, folder for pictures.
// Writes what was seen as JSON to standard output; test_lab.py judges it.
import { chromium } from 'playwright-core';

const [address, pictures] = process.argv.slice(2);
const seen = { pageErrors: [], responses: [], hosts: [] };
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
});
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
context.setDefaultTimeout(120000);
context.on('response', one => one.status() >= 500 && seen.responses.push(`${one.status()} ${one.url()}`));
context.on('request', one => {
  const url = new URL(one.url());
  if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(address).origin && url.protocol.startsWith('http')) seen.hosts.push(url.host);
});
const page = await context.newPage();
process.on('uncaughtException', async error => {
  await page.screenshot({ path: `${pictures}/failed.png` }).catch(() => {});
  console.error(error);
  process.exit(1);
});
page.on('pageerror', error => seen.pageErrors.push(String(error)));

const shot = name => page.screenshot({ path: `${pictures}/${name}.png` });
const panel = '.jp-NotebookPanel:not(.lm-mod-hidden)';
const menu = async (...labels) => {
  await page.click(`.lm-MenuBar-itemLabel:text-is("${labels[0]}")`);
  for (const label of labels.slice(1, -1)) await page.hover(`.lm-Menu-itemLabel:text-is("${label}")`);
  await page.click(`.lm-Menu-itemLabel:text-is("${labels.at(-1)}")`);
};
const idle = async () => {
  // what was asked for has begun, and the kernel rests since a second
  const rests = () => page.locator('#jp-main-statusbar').innerText().then(text => text.includes('| Idle'));
  await page.waitForTimeout(1000);
  for (let n = 0; n < 4; await page.waitForTimeout(250)) n = (await rests()) ? n + 1 : 0;
};
const setParameters = async text => {
  await page.click(`${panel} .jp-CodeCell >> nth=0 >> .cm-content`);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
};
const open = async path => {
  await page.goto(`${address.split('?')[0]}lab/tree/${path}?${address.split('?')[1]}`);
  await page.waitForSelector(`${panel} .jp-CodeCell`);
  await idle();
};

// 1. the start page
await page.goto(address);
await page.waitForSelector(`${panel} .jp-CodeCell`);
await idle();
seen.menus = await page.locator('.lm-MenuBar-itemLabel').allTextContents();
await menu('Chạy', 'Run All Cells');
await idle();
seen.start = await page.locator(`${panel} .jp-OutputArea-output`).allInnerTexts();
seen.links = await page.locator(`${panel} .jp-OutputArea-output a`).evaluateAll(all => all.map(one => one.textContent));
await shot('1_start');
await page.click(`${panel} .jp-OutputArea-output a:text-is("Kế hoạch")`);
await page.waitForSelector('.lm-TabBar-tabLabel:text-is("03_plan.ipynb")');

// 2. another unit, first misspelt, then run and printed
await open('notebooks/02_weaknesses.ipynb');
const plain = 'year: int = 2024\nissue: bool = False';
await setParameters(`province: str = "Kon Tumm"\n${plain}`);
await menu('Chạy', 'Run All Cells');
await page.waitForSelector(`${panel} [data-mime-type="application/vnd.jupyter.error"], ${panel} [data-mime-type="application/vnd.jupyter.stderr"]`);
seen.warning = await page.locator(`${panel} .cchc.fragment .warning`).first().textContent();
seen.error = await page.locator(`${panel} [data-mime-type="application/vnd.jupyter.error"], ${panel} [data-mime-type="application/vnd.jupyter.stderr"]`).first().textContent();
seen.folded = await page.locator(`${panel} details`).first().evaluate(one => [one.open, one.querySelector('summary').textContent]);
await shot('2_error');
await setParameters(`province: str = "Kon Tum"\n${plain}`);
await menu('Chạy', 'Run All Cells');
await page.waitForSelector(`${panel} .jp-OutputArea-output:has-text("chưa lưu")`, { timeout: 200000 });
seen.unsaved = (await page.locator(`${panel} .jp-OutputArea-output`).allInnerTexts()).filter(one => one.includes('chưa lưu'));
await shot('3_unsaved');
await page.click(`${panel} .jp-Toolbar >> text=Xem trước PDF`);
await page.waitForSelector('.lm-TabBar-tabLabel:text-is("KonTum-2024-weaknesses.pdf")', { timeout: 200000 });
await page.waitForTimeout(3000);
await shot('4_pdf');
seen.table = await page.evaluate(where => {
  const of = one => one && getComputedStyle(one).textAlign;
  const tables = [...document.querySelectorAll(`${where} .cchc.fragment table`)];
  const one = tables.find(two => two.querySelector('td.number'));
  return one && { number: of(one.querySelector('td.number')), text: of(one.querySelector('td:not(.number):not(.centre)')), head: getComputedStyle(one.querySelector('th')).position };
}, panel);

// 3. a notebook from the template, run and exported
await open('notebooks/bat_dau.ipynb');
await menu('Tệp', 'Sổ phân tích mới');
await page.waitForSelector('.lm-TabBar-tab.lm-mod-current .lm-TabBar-tabLabel:text-is("phan_tich_1.ipynb")');
await idle();
await setParameters(`province: str = "HaNoi"\nyear: int = 2026\nissue: bool = False`);
await page.keyboard.press('Control+s');
await page.waitForTimeout(1500);
await menu('Chạy', 'Run All Cells');
await page.waitForSelector('.lm-TabBar-tabLabel:text-is("HaNoi-2026-phan_tich_1.pdf")', { timeout: 200000 });
await page.waitForTimeout(3000);
await shot('5_own');
await page.click('.lm-TabBar-tabLabel:text-is("phan_tich_1.ipynb")');
await page.click('.lm-MenuBar-itemLabel:text-is("Tệp")');
await page.hover('.lm-Menu-itemLabel:text-is("Save and Export Notebook As")');
await page.waitForSelector('.lm-Menu-itemLabel:text-is("Tài liệu PDF")');
seen.exporters = (await page.locator('.lm-Menu >> nth=-1 >> .lm-Menu-itemLabel').allTextContents()).filter(one => one);
await shot('6_exporters');
const [download] = await Promise.all([
  new Promise(done => context.on('page', other => other.on('download', done)) && page.on('download', done)),
  page.click('.lm-Menu-itemLabel:text-is("Tài liệu Word")')
]);
seen.download = download.suggestedFilename();
await download.saveAs(`${pictures}/${seen.download}`);

// 4. the launcher
await page.keyboard.press('Escape');
await page.keyboard.press('Control+Shift+L');
await page.waitForSelector('.jp-LauncherCard');
seen.launcher = await page.locator('.jp-LauncherCard-label').allInnerTexts();
await shot('7_launcher');
await browser.close();
console.log(JSON.stringify(seen));
