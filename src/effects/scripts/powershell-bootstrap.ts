/**
 * Runs inside the sandbox, handed to `pwsh -Command`: the same conversation on descriptor 3 as the Python one. The
 * script reads its input as JSON from `$env:InputPayload`; what it writes to the pipeline is its payload: nothing is
 * null, one object is itself, several are a list.
 */
export const powershellBootstrap = String.raw`
$__handle = [Microsoft.Win32.SafeHandles.SafeFileHandle]::new([IntPtr]3, $false)
$__channel = [System.IO.FileStream]::new($__handle, [System.IO.FileAccess]::ReadWrite, 1, $false)
function __Send([string]$Line) {
  $bytes = [System.Text.Encoding]::UTF8.GetBytes($Line + [char]10)
  $__channel.Write($bytes, 0, $bytes.Length)
  $__channel.Flush()
}
function __Receive() {
  $received = [System.IO.MemoryStream]::new()
  $buffer = [byte[]]::new(65536)
  do {
    $count = $__channel.Read($buffer, 0, $buffer.Length)
    if ($count -eq 0) { [Environment]::Exit(70) }
    $received.Write($buffer, 0, $count)
  } until ($buffer[$count - 1] -eq 10)
  return [System.Text.Encoding]::UTF8.GetString($received.ToArray())
}
__Send '{"ready":true}'
$__request = __Receive | ConvertFrom-Json -AsHashtable
$env:InputPayload = $__request['input']
try {
  $__output = @(& ([scriptblock]::Create($__request['script'])))
  $__value = switch ($__output.Count) { 0 { $null } 1 { , $__output[0] } default { , $__output } }
  $__reply = '{"returned":' + (ConvertTo-Json -InputObject $__value -Compress -Depth 50) + '}'
} catch {
  [Console]::Out.WriteLine(($_ | Out-String).TrimEnd())
  if ($_.ScriptStackTrace) { [Console]::Out.WriteLine($_.ScriptStackTrace) }
  $__reply = '{"raised":' + (ConvertTo-Json -InputObject ([string]$_.Exception.Message) -Compress) + '}'
}
[Console]::Out.Flush()
__Send $__reply
[Environment]::Exit(0)
`;
