# The door of the project in PowerShell: .\cchc.ps1 report PROVINCE=BacKan YEAR=2024. It sets up .venv and passes everything on.
# ASCII only: Windows PowerShell 5.1 reads a file without a mark in the code page of the system.
# Where scripts may not be run (the setting of a new Windows), .\cchc.cmd does the same.
$utf8 = $env:PYTHONUTF8
$encoding = $null
$code = 2
$found = $null
$first = @()
try {
    $env:PYTHONUTF8 = '1'
    try {
        # what Python writes into a pipe is UTF-8; the encoding that was there comes back at the end
        $encoding = [Console]::OutputEncoding
        [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
    } catch {
        $encoding = $null
    }
    if ($env:PYTHON) {
        $found = $env:PYTHON
    } else {
        foreach ($one in @('py', 'python')) {
            if (Get-Command $one -CommandType Application -ErrorAction SilentlyContinue) {
                $first = @()
                if ($one -eq 'py') { $first = @('-3') }
                & $one @first -c 'import venv' 2>$null | Out-Null
                if ($LASTEXITCODE -eq 0) { $found = $one; break }
            }
        }
    }
    if ($found) {
        & $found @first (Join-Path $PSScriptRoot 'lib\setup_env.py')
        $code = $LASTEXITCODE
        if ($code -eq 0) {
            & (Join-Path $PSScriptRoot '.venv\Scripts\python.exe') -m cchc @args
            $code = $LASTEXITCODE
        }
    } else {
        [Console]::Error.WriteLine('Khong tim thay Python. Hay cai Python 3.11 tro len (tu trang cua Python hoac Microsoft Store) roi mo lai cua so lenh; xem docs\windows.md.')
    }
} finally {
    if ($encoding) { [Console]::OutputEncoding = $encoding }
    $env:PYTHONUTF8 = $utf8
}
exit $code
