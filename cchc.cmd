@echo off
rem The door of the project on Windows: cchc report PROVINCE=BacKan YEAR=2024. It sets up .venv and passes everything on.
rem ASCII only: cmd.exe reads this file in the code page of the system, which is seldom UTF-8.
setlocal DisableDelayedExpansion
set "PYTHONUTF8=1"
set "cchc_code=2"
rem What Python writes into a pipe is UTF-8; the code page that was there comes back at the end.
set "cchc_page="
for /f "tokens=2 delims=:." %%p in ('chcp 2^>nul') do set "cchc_page=%%p"
if defined cchc_page chcp 65001 >nul 2>nul
set "cchc_python="
if defined PYTHON set cchc_python="%PYTHON%"
if not defined cchc_python py -3 -c "import venv" >nul 2>nul && set "cchc_python=py -3"
if not defined cchc_python python -c "import venv" >nul 2>nul && set "cchc_python=python"
if not defined cchc_python goto missing
%cchc_python% "%~dp0lib\setup_env.py"
set "cchc_code=%ERRORLEVEL%"
if not "%cchc_code%"=="0" goto end
"%~dp0.venv\Scripts\python.exe" -m cchc %*
set "cchc_code=%ERRORLEVEL%"
goto end
:missing
echo Khong tim thay Python. Hay cai Python 3.11 tro len (tu trang cua Python hoac Microsoft Store) roi mo lai cua so lenh; xem docs\windows.md. 1>&2
:end
if defined cchc_page chcp %cchc_page% >nul 2>nul
exit /b %cchc_code%
