"""A mail server on this machine, just enough of one: it does as a test tells it and keeps what it took."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailHost(socketserver.ThreadingTCPServer):
    """Takes every message, unless `answers` holds another answer for a command."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.answers: dict[str, str | None] = {}
        self.taken: list[tuple[str, str, EmailMessage]] = []
        self.commands: list[str] = []

    @property
    def setting(self) -> str:
        """What PATHWAY_NOTIFY is, for messages to come here."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    server: MailHost

    def handle(self) -> None:
        self._say("220 mail.example.org")
        sender = recipient = ""
        while line := self.rfile.readline().decode().strip():
            command = line.upper().split(":")[0].split(" ")[0]
            self.server.commands.append(command)
            answer = self.server.answers.get(command, {"QUIT": "221 Bye", "DATA": "354 Go on"}.get(command, "250 OK"))
            if answer is None:
                return
            if command == "MAIL":
                sender = line.partition(":")[2].partition(">")[0].strip("<> ")
            if command == "RCPT":
                recipient = line.partition(":")[2].partition(">")[0].strip("<> ")
            self._say(answer)
            gone = command == "DATA" and answer.startswith("354") and not self._take(sender, recipient)
            if gone or command == "QUIT":
                return

    def _take(self, sender: str, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        answer = self.server.answers.get("END", "250 Taken")
        if answer is None:
            return False
        if answer.startswith("250"):
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.server.taken.append((sender, recipient, mail))
        self._say(answer)
        return True

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_host() -> Iterator[MailHost]:
    """Run one on a free port."""
    server = MailHost()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
