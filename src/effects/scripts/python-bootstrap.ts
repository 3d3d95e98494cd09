/**
 * Runs inside the sandbox, handed to `python3 -c`: takes the request from descriptor 3 once it has said that it is
 * ready, executes the script's text as a module, calls the handler with `(events, context)` and answers on descriptor 3.
 * Written for Python 3.6 and newer. Standard error joins standard output, so that the log keeps the order of both.
 */
export const pythonBootstrap = String.raw`
import json, linecache, os, sys, traceback, types

FILE = "script.py"

class Unusable(Exception):
    pass

def send(line):
    line = memoryview((line + "\n").encode("ascii"))
    while line:
        line = line[os.write(CHANNEL, line):]

def receive():
    pieces = []
    while not pieces or not pieces[-1].endswith(b"\n"):
        piece = os.read(CHANNEL, 1 << 16)
        if not piece:
            os._exit(70)
        pieces.append(piece)
    return json.loads(b"".join(pieces).decode("utf-8"))

def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass

def say(text):
    flush()
    try:
        os.write(1, text.encode("utf-8", "backslashreplace"))
    except OSError:
        pass

def load(text):
    linecache.cache[FILE] = (len(text), None, text.splitlines(True), FILE)
    module = types.ModuleType("script")
    module.__file__ = FILE
    sys.modules["script"] = module
    exec(compile(text, FILE, "exec", dont_inherit=True), module.__dict__)
    return module

def find_handler(module, name):
    if not name:
        raise Unusable("A Python script needs the input Handler, the name of a function that takes (events, context).")
    if name not in module.__dict__:
        raise Unusable("The script defines no function %s, which the input Handler names." % name)
    handler = module.__dict__[name]
    if not callable(handler):
        kind = type(handler).__name__
        raise Unusable("%s, which the input Handler names, is no function but of the type %s." % (name, kind))
    return handler

def encode(value):
    try:
        return json.dumps({"returned": value}, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise Unusable("The value that the handler returned can't be written as JSON: %s" % error)

def last_line(error):
    lines = traceback.format_exception_only(type(error), error)
    return next((line for line in lines if not line.startswith("  ")), lines[-1]).strip()

def tell(error):
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != FILE:
        frames = frames.tb_next
    say("".join(traceback.format_exception(type(error), error, frames)))

def answer(request):
    try:
        handler = find_handler(load(request["script"]), request["handler"])
        return encode(handler(request["events"], request["context"]))
    except Unusable as error:
        say("%s\n" % error)
        reason = str(error)
    except BaseException as error:
        tell(error)
        reason = last_line(error)
    return json.dumps({"raised": reason})

CHANNEL = os.dup(3)
os.close(3)
os.dup2(1, 2)
send('{"ready":true}')
reply = answer(receive())
flush()
send(reply)
os._exit(0)
`;
