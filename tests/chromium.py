"""A Chromium without a window, told what to do over a pipe, by the protocol of its own tools."""

import base64
import contextlib
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading
import time

NAMES = "chromium", "chromium-browser", "google-chrome"
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
PATIENCE = 60  # seconds, that whatever is waited for may take on a busy machine


class BrowserError(AssertionError):
    """What the browser answered in place of a result."""


class Page:
    """A page in a browser of its own: `page.open(url)`, `page.run("document.title")`.

    Args:
        folder: of the browser's profile; what is visited again in it, is remembered.
        size: (width, height) in pixels.
        options: further ones of the browser's command line.
    """

    def __init__(self, folder, size=(390, 844), *options):
        self.requests, self.said, self.downloads = [], [], folder / "downloads"
        self._answers, self._events = {}, queue.Queue()
        self._numbers = itertools.count(1)
        there, self._writes = os.pipe()
        self._reads, back = os.pipe()
        # The browser reads commands from descriptor 3, and answers on 4.
        shell = f'exec "$@" 3<&{there} 4>&{back}'
        self._process = subprocess.Popen(
            [
                *("bash", "-c", shell, "bash", BROWSER, "--headless=new", "--no-sandbox"),
                *("--disable-dev-shm-usage", "--remote-debugging-pipe", "--no-first-run"),
                *(f"--user-data-dir={folder / 'profile'}", *options),
            ],
            pass_fds=(there, back),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(there)
        os.close(back)
        threading.Thread(target=self._listen, daemon=True).start()
        self._session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.resize(*size)
        self.downloads.mkdir(exist_ok=True)
        self.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))

    def resize(self, width, height, *, phone=None):
        """Sets the size of the page, and whether it is a phone's: by default, if it is narrow."""
        phone = width < 600 if phone is None else phone
        self.send(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone},
        )

    def send(self, method, **parameters):
        """What the browser answers to a command."""
        number = next(self._numbers)
        waiting = self._answers[number] = queue.Queue()
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        try:
            answer = waiting.get(timeout=PATIENCE)
        except queue.Empty:
            raise BrowserError(f"no answer to {method}") from None
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, url):
        """Goes to an address, and waits until it is loaded."""
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=url)
        self.until("location.href !== 'about:blank' && document.readyState === 'complete'")

    def run(self, expression):
        """The value of JavaScript; of a promise, what it comes to."""
        result = self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            told = result["exceptionDetails"].get("exception", {}).get("description")
            raise BrowserError(f"{expression}: {told or result['exceptionDetails']['text']}")
        return result["result"].get("value")

    def until(self, expression):
        """Waits until JavaScript is true of the page, and gives its value."""

        def value():
            with contextlib.suppress(BrowserError):  # such as while the page is another
                return self.run(expression)

        return self.wait(value, expression)

    def wait(self, condition, told="what was waited for"):
        """Waits until a function gives what is true, and gives that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if value := condition():
                return value
            time.sleep(0.05)
        raise BrowserError(f"{told} did not come true; the page says {self.said}")

    def picture(self, path):
        """Writes what is to be seen as a .png."""
        made = self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(made["data"]))

    def close(self):
        """Ends the browser."""
        with contextlib.suppress(BrowserError, OSError):
            self._session = None
            self.send("Browser.close")
        self._process.wait(timeout=PATIENCE)
        os.close(self._writes)

    def _listen(self):
        with os.fdopen(self._reads, "rb", buffering=0) as pipe:
            rest = b""
            while piece := pipe.read(1 << 20):
                *whole, rest = (rest + piece).split(b"\0")
                for message in map(json.loads, whole):
                    if "id" in message:
                        self._answers.pop(message["id"]).put(message)
                    else:
                        self._hear(message["method"], message["params"])

    def _hear(self, method, told):
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning"):
            self.said.append(" ".join(str(each.get("value", each)) for each in told["args"]))
        elif method == "Runtime.exceptionThrown":
            self.said.append(str(told["exceptionDetails"].get("exception", {}).get("description")))
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.said.append(told["entry"]["text"] + " " + told["entry"].get("url", ""))
