#!/usr/bin/env python3
"""Tries a running qmail EE from outside, the same on every application server.

    smoke.py PHASE --server NAME --home DIR --work DIR --smtp PORT --submission PORT --pop3 PORT --http PORT --relay PORT [--pid PID]

The phases follow one another; between them whoever calls restarts the server.
  first  everything that one start can show
  hold   mail that must wait: for the scheduler, and for a server that does not answer
  held   nothing of it was lost, nothing came twice
  storm  clients send until the server, whose process is PID, is killed under them
  calm   what was answered 250 until then is there, once
One line per check, also in results.tsv of the work directory; ends with 1 if one failed. Python 3.9 or later, standard library.
"""
import argparse
import base64
import email
import email.message
import email.policy
import http.client
import http.cookiejar
import json
import os
import poplib
import re
import secrets
import signal
import smtplib
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

HOST = "127.0.0.1"
DOMAIN = "example.org"
ANA = "ana@" + DOMAIN
STORM = "storm@" + DOMAIN
BUYER = "buyer@" + DOMAIN
FAR = "bo@far.example"
LARGE = 3_000_000
PATIENCE = 120
START_PATIENCE = 900


class Failed(Exception):
    pass


def within(seconds, what, attempt):
    """What attempt returns, once it is true."""
    end = time.monotonic() + seconds
    last = ""
    while time.monotonic() < end:
        try:
            result = attempt()
            if result:
                return result
        except (OSError, Failed) as trouble:
            last = f": {trouble}"
        time.sleep(0.5)
    raise Failed(f"{what}, not within {seconds} s{last}")


def require(condition, what):
    if not condition:
        raise Failed(what)


class Server:
    def __init__(self, options):
        self.options = options
        self.console = f"http://{HOST}:{options.http}"
        self.state_file = os.path.join(options.work, "smoke.json")
        if os.path.exists(self.state_file):
            with open(self.state_file, encoding="utf-8") as file:
                self.state = json.load(file)
        else:
            self.state = {"password": secrets.token_urlsafe(12)}
            with open(os.open(self.state_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
                json.dump(self.state, file)

    def get(self, path):
        with urllib.request.urlopen(self.console + path, timeout=30) as answer:
            return answer.read().decode()

    def admin_password(self):
        chosen = os.path.join(self.options.work, "admin-password")
        made = os.path.join(self.options.home, "run", "admin-password")
        with open(chosen if os.path.exists(chosen) else made, encoding="utf-8") as file:
            return file.read().strip()

    def api(self, method, path, body=None, password=None):
        request = urllib.request.Request(f"{self.console}/api/{path}", method=method)
        credentials = f"admin:{password or self.admin_password()}"
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, data, timeout=30) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Failed(f"{method} {path}: {error.code} {error.read().decode()[:300]}") from error
        return json.loads(text) if text else None

    def send(self, sender, recipient, subject, octets=10):
        """Returns the text, to be found again."""
        text = f"From: {sender}\r\nTo: {recipient}\r\nSubject: {subject}\r\n\r\n"
        line = "x" * 70 + "\r\n"
        text += line * (octets // len(line)) + f"end of {subject}\r\n"
        with smtplib.SMTP(HOST, self.options.smtp, timeout=120) as client:
            client.sendmail(sender, [recipient], text.encode())
        return text

    def save(self):
        with open(self.state_file, "w", encoding="utf-8") as file:
            json.dump(self.state, file)

    def mailbox(self, user=ANA):
        client = poplib.POP3(HOST, self.options.pop3, timeout=60)
        try:
            client.user(user)
            client.pass_(self.state["password"])
            count = len(client.list()[1])
            return [b"\r\n".join(client.retr(number + 1)[1]).decode() + "\r\n" for number in range(count)]
        except poplib.error_proto as error:
            raise Failed(f"POP3: {error}") from error
        finally:
            client.close()

    def wait_for(self, subject, count=1):
        """The messages with that subject, as many as were expected."""

        def look():
            found = [text for text in self.mailbox() if f"\r\nSubject: {subject}\r\n" in text]
            return found if len(found) >= count else None

        found = within(PATIENCE, f"{count} with subject '{subject}' in the mailbox", look)
        require(len(found) == count, f"{len(found)} with subject '{subject}' in the mailbox, {count} expected")
        return found

    def deferred(self):
        return self.api("GET", "queue")["deferred"]


# --- first


def ready(server):
    answer = within(START_PATIENCE, "GET /health/ready", lambda: server.get("/health/ready"))
    require(json.loads(answer)["status"] == "UP", answer)
    return "SMTP, POP3, queue, database"


def rest(server):
    try:
        server.api("GET", "domains", password="wrong")
        raise Failed("a wrong password is taken")
    except Failed as failure:
        require(" 401 " in str(failure), str(failure))
    server.api("POST", "domains", {"name": DOMAIN})
    for name in ("ana", "storm", "buyer"):
        server.api("POST", f"domains/{DOMAIN}/mailboxes", {"name": name, "password": server.state["password"]})
    server.api("POST", f"domains/{DOMAIN}/aliases", {"name": "desk", "targets": ["jms:queue:desk"]})
    server.api("POST", f"domains/{DOMAIN}/aliases", {"name": "parsed", "targets": ["jms:queue:desk?form=parsed"]})
    domains = [domain for domain in server.api("GET", "domains") if domain["name"] == DOMAIN]
    require(domains and domains[0]["mailboxes"] == 4 and domains[0]["aliases"] == 2, f"GET domains: {domains}")
    return "domain, mailbox, alias; 401 for a wrong password"


def mail(server):
    sent = [server.send("bob@example.net", ANA, "small"), server.send("bob@example.net", ANA, "large", LARGE)]
    for subject, text in zip(("small", "large"), sent):
        (got,) = server.wait_for(subject)
        require(got.endswith(text), f"the message '{subject}' was changed on its way")
    return f"10 and {LARGE} octets, unchanged"


CLIENTS = 8
# of the bean QmailLocal: so many may have been in the middle of an order
SESSIONS = 16
MESSAGES = 200


def send_many(server, subject):
    trouble = []

    def client(number):
        try:
            with smtplib.SMTP(HOST, server.options.smtp, timeout=120) as smtp:
                for message in range(MESSAGES // CLIENTS):
                    text = f"From: bob@example.net\r\nSubject: {subject}\r\n\r\n{number}/{message}\r\n"
                    smtp.sendmail("bob@example.net", [ANA], text.encode())
        except (OSError, smtplib.SMTPException) as error:
            trouble.append(error)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join(PATIENCE)
    require(not trouble, f"SMTP: {trouble[:1]}")


def require_many(server, subject):
    bodies = {text.splitlines()[-1] for text in server.wait_for(subject, MESSAGES)}
    require(len(bodies) == MESSAGES, f"{len(bodies)} different messages of {MESSAGES}")


def many(server):
    """As many as make bundles and use every session."""
    send_many(server, "many")
    require_many(server, "many")
    return f"{CLIENTS} clients, {MESSAGES} messages, each once"


def jms(server):
    server.send(ANA, "desk@" + DOMAIN, "a question")
    (answer,) = server.wait_for("Your mail")
    octets = re.search(r"We have your mail of (\d+) octets", answer)
    require(octets and int(octets.group(1)) > 80, "the answer does not tell the size of the mail")
    return f"mail to jms:queue:desk, {octets.group(1)} octets; its answer by qmail.inject"


def jms_large(server):
    server.send(ANA, "desk@" + DOMAIN, "a large question", LARGE)
    octets = [
        int(re.search(r"We have your mail of (\d+) octets", answer).group(1))
        for answer in server.wait_for("Your mail", 2)
    ]
    require(max(octets) > LARGE * 0.95, f"mails of {octets} octets")
    return f"{max(octets)} octets to jms:queue:desk"


def jms_parsed(server):
    """A map for the application, and a map from it."""
    message = email.message.EmailMessage()
    message["From"] = ANA
    message["Subject"] = "a parsed one, gr\u00fcn"
    message.set_content("wie sch\u00f6n\n")
    data = bytes(range(256)) * 400
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename="Gr\u00fc\u00dfe.bin")
    with smtplib.SMTP(HOST, server.options.smtp, timeout=120) as client:
        client.sendmail(ANA, ["parsed@" + DOMAIN], message.as_bytes(policy=email.policy.SMTP))

    def copy():
        for text in server.mailbox():
            mail = email.message_from_bytes(text.encode(), policy=email.policy.default)
            if mail["Subject"] == "Copy of a parsed one, gr\u00fcn":
                return mail
        return None

    mail = within(PATIENCE, "the copy of a parsed mail", copy)
    require(mail.get_body(("plain",)).get_content().strip() == "wie sch\u00f6n", "the text was changed on its way")
    (attachment,) = mail.iter_attachments()
    require(attachment.get_filename() == "Gr\u00fc\u00dfe.bin", f"the name is {attachment.get_filename()}")
    require(attachment.get_content() == data, "the attachment was changed on its way")
    return "a map with text and attachment, and back as a map by qmail.inject"


def order(file):
    """An order as examples/orders takes it."""
    message = email.message.EmailMessage()
    message["From"] = BUYER
    message["Subject"] = "my order"
    message.set_content("please")
    if file:
        message.add_attachment(file, subtype="csv", filename="order.csv")
    return message.as_bytes(policy=email.policy.SMTP)


def orders(server):
    return json.loads(server.get("/orders/api"))


def buyer_has(server, text, count=1):
    def look():
        found = [mail for mail in server.mailbox(BUYER) if text in mail]
        return found if len(found) >= count else None

    return within(PATIENCE, f"'{text}' in the mailbox of {BUYER}", look)


def beans(server):
    """Message-driven beans on the adapter: a row and a confirmation, a bounce, a reply to SMTP, mail by a connection."""
    with smtplib.SMTP(HOST, server.options.smtp, timeout=120) as client:
        client.sendmail(BUYER, ["orders@" + DOMAIN], order("chair,4\n"))
        (confirmation,) = buyer_has(server, "4 x chair")
        require(orders(server)["count"] == 1, f"the orders are {orders(server)}, 1 expected")
        client.sendmail(BUYER, ["orders@" + DOMAIN], order(None))
        buyer_has(server, "an order must have a file order.csv")
        client.sendmail(BUYER, ["orders@" + DOMAIN], order("lamp,20000\n"))
        buyer_has(server, "there are no more than 10000 of lamp")
        require(orders(server)["count"] == 1, f"the orders are {orders(server)}: a rejected one is there")
        require(not any("20000 x lamp" in mail for mail in server.mailbox(BUYER)), "a rejected order is confirmed")
        client.sendmail(BUYER, ["statements@" + DOMAIN], b"Subject: what have I ordered?\r\n\r\n")
        (statement,) = buyer_has(server, "Subject: Your orders")
        require("4 x chair" in statement, "the statement does not tell the order")
        try:
            client.sendmail(BUYER, ["returns@" + DOMAIN], b"Subject: Order 17\r\n\r\n")
            raise Failed("an order that is not there is taken back")
        except smtplib.SMTPDataError as refusal:
            require(b"you have no order 17" in refusal.smtp_error, str(refusal))
        number = re.search(r"Subject: (Order \d+)", confirmation).group(1)
        client.sendmail(BUYER, ["returns@" + DOMAIN], f"Subject: {number}\r\n\r\n".encode())
        require(orders(server)["count"] == 0, f"the orders are {orders(server)}, none expected")
        buyer_has(server, f"{number} is cancelled")
    return "orders@ a row and a confirmation, or a bounce; returns@ answered by the bean, confirmed by Jakarta Mail; statements@ by a connection"


def failed_for(server, recipient):
    """Whether the last delivery to a recipient at home has failed."""
    with open(os.path.join(server.options.home, "log", "send", "current"), encoding="utf-8") as file:
        log = file.read()
    numbers = re.findall(rf" starting delivery (\d+): msg \d+ to local {re.escape(recipient)}$", log, re.MULTILINE)
    return numbers and f" delivery {numbers[-1]}: failure: " in log


def newsletter(server):
    """A subscription, issues, and bounces until the address is off the list."""
    postmaster = "postmaster@" + DOMAIN
    server.api("PUT", f"domains/{DOMAIN}/mailboxes/postmaster/password", {"password": server.state["password"]})
    sender = {}

    def write(who, to, subject, text="yes"):
        with smtplib.SMTP(HOST, server.options.smtp, timeout=120) as client:
            client.sendmail(who, [to], f"From: {who}\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode())

    def mails(who, subject):
        return [text for text in server.mailbox(who) if f"\r\nSubject: {subject}\r\n" in text]

    def field(text, name):
        return re.search(rf"^{name}: <?([^\s>]+)>?\r$", text, re.MULTILINE).group(1)

    def issue(subject):
        write(BUYER, "news@" + DOMAIN, subject, f"the {subject} issue")
        (question,) = within(PATIENCE, f"'{subject}' at the editor", lambda: mails(postmaster, "Fwd: " + subject))
        for _ in range(2):
            write(postmaster, field(question, "From"), "Re: Fwd: " + subject)
        within(PATIENCE, f"'{subject}' in the mailbox of {BUYER}", lambda: mails(BUYER, subject))

    def bounces(text):
        with smtplib.SMTP(HOST, server.options.smtp, timeout=120) as client:
            client.sendmail("", [sender[ANA]], text.replace("\n", "\r\n").encode())

    def notice(action):
        return ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
                "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
                f"Final-Recipient: rfc822; {ANA}\nAction: {action}\nStatus: 5.1.1\n--b--\n")

    for who in (ANA, BUYER):
        write(who, "news-subscribe@" + DOMAIN, "subscribe")
        (question,) = within(PATIENCE, "a question of the list", lambda: mails(who, "Re: subscribe"))
        write(who, field(question, "From"), "Re: Re: subscribe")
    # nothing tells the subscriber: an issue does
    number = 0
    while not mails(ANA, f"issue {number}"):
        number += 1
        require(number < 20, f"no issue comes to {ANA}")
        issue(f"issue {number}")
    (copy,) = mails(ANA, f"issue {number}")
    require(f"\r\nList-Id: <news.{DOMAIN}>\r\n" in copy, "the issue has no List-Id")
    sender[ANA] = field(copy, "Return-Path")
    for text in (notice("delayed"), "Subject: it could not be delivered\n\n", notice("failed")):
        bounces(text)
    number += 1
    issue(f"issue {number}")
    within(PATIENCE, f"an issue for {ANA} after two bounces", lambda: mails(ANA, f"issue {number}"))
    bounces(notice("failed"))
    while mails(ANA, f"issue {number}"):
        number += 1
        require(number < 30, f"issues come to {ANA} after three bounces")
        issue(f"issue {number}")
        time.sleep(1)  # both copies are of one transaction
    for each in range(1, number + 1):
        require(len(mails(ANA, f"issue {each}")) <= 1, f"issue {each} came twice")
    reader = "reader@" + DOMAIN
    mailbox = {"name": "reader", "password": server.state["password"]}
    server.api("POST", f"domains/{DOMAIN}/mailboxes", mailbox)
    write(reader, "news-subscribe@" + DOMAIN, "subscribe")
    (question,) = within(PATIENCE, "a question of the list", lambda: mails(reader, "Re: subscribe"))
    write(reader, field(question, "From"), "Re: Re: subscribe")
    while not mails(reader, f"issue {number}"):
        number += 1
        require(number < 50, f"no issue comes to {reader}")
        issue(f"issue {number}")
        time.sleep(1)
    server.api("DELETE", f"domains/{DOMAIN}/mailboxes/reader")
    number += 1
    issue(f"issue {number}")
    within(PATIENCE, f"a copy for {reader} that fails", lambda: failed_for(server, reader))
    server.api("POST", f"domains/{DOMAIN}/mailboxes", mailbox)
    number += 1
    issue(f"issue {number}")
    while mails(reader, f"issue {number}"):
        number += 1
        require(number < 60, f"issues come to {reader}, whose address was unknown")
        issue(f"issue {number}")
        time.sleep(1)
    return ("subscribed by a reply, issues approved by a reply, each once; off the list at the third bounce, "
            "or at once where an observer is told of 5.1.1")


def letters(server):
    """An application that only sends: as it is written, and on a thread of its own, without a context class loader."""

    def way(name):
        return within(PATIENCE, "letters.war", lambda: server.get(f"/letters/{name}?to={ANA}")).strip()

    ways = ["session", "connection", "transport"]
    if server.options.server.startswith("liberty"):
        told = way(ways.pop())
        require("StreamProvider" in told, f"Jakarta Mail on a thread of its own: {told}")
    for name in ways:
        told = way(name)
        require(told == "sent", f"{name}: {told}")
        server.wait_for(f"by {name}")
    return f"by mail/qmail; from a thread without class loader by {' and '.join(ways[1:])}"


def users(server):
    """A user whom the application server knows, and whose password is not that of the mailbox here."""
    with open(os.path.join(server.options.work, "user-password"), encoding="utf-8") as file:
        password = file.read().strip()
    server.api("POST", f"domains/{DOMAIN}/mailboxes", {"name": "dora", "password": server.state["password"]})
    server.api("PUT", "control/defaultdomain", {"content": DOMAIN + "\n"})
    server.api("PUT", "control/identitystore", {"content": "server\n"})
    try:
        within(PATIENCE, "only the server's own users", lambda: not may_log_in(server, server.state["password"]))
        with submission(server) as client:
            client.user, client.password = "dora", password
            code, told = client.auth("PLAIN", client.auth_plain)
            require(code == 235, f"AUTH PLAIN: {code} {told}")
            client.sendmail("dora@" + DOMAIN, [ANA], f"From: dora@{DOMAIN}\r\nSubject: by the server's user\r\n\r\ntext\r\n".encode())
            try:
                client.sendmail(ANA, [ANA], b"Subject: by somebody else\r\n\r\ntext\r\n")
                raise Failed("dora sends as ana")
            except smtplib.SMTPException as refusal:
                require("55" in str(refusal), str(refusal))
    finally:
        server.api("DELETE", "control/identitystore")
    (text,) = server.wait_for("by the server's user")
    require("with ESMTPSA" in text, "the Received line does not tell of TLS and log-in")
    return "STARTTLS, AUTH PLAIN with a password of the server's own store; that of the mailbox here is wrong then"


def submission(server):
    client = smtplib.SMTP(HOST, server.options.submission, timeout=60)
    client.ehlo()
    require("auth" not in client.esmtp_features, "a log-in is offered without TLS")
    tls = ssl.create_default_context()
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE  # the certificate that a new home makes
    client.starttls(context=tls)
    client.ehlo()
    return client


def may_log_in(server, password):
    with submission(server) as client:
        client.user, client.password = "dora", password
        try:
            return client.auth("PLAIN", client.auth_plain)[0] == 235
        except smtplib.SMTPAuthenticationError as refusal:
            require(refusal.smtp_code == 535, f"AUTH PLAIN: {refusal}")
            return False


def by_key(server):
    """Mails that come under one key at once, to several consumers."""
    told = server.get(f"/letters/repeated?to={ANA}").strip()
    require(told == "sent", told)
    server.wait_for("by key", 50)
    time.sleep(3)
    server.wait_for("by key", 50)
    return "50 keys, each sent 4 times at once: 50 mails"


def put_aside(server):
    """One that cannot become mail: put aside, sent again, put aside again, dropped."""
    told = server.get("/letters/unreadable").strip()
    require(told == "sent", told)

    def letter():
        letters = server.api("GET", "queue/dead")
        require(len(letters) < 2, f"{len(letters)} messages are put aside")
        return letters[0] if letters else None

    first = within(PATIENCE, "a message in qmail.dead", letter)
    require("nobody at all" in first["reason"], f"the reason is {first['reason']}")
    name = urllib.parse.quote(first["id"], safe="")
    answer = server.api("POST", f"queue/dead/{name}/retry")
    require(answer["queue"] == "qmail.inject", f"it went to {answer}")

    def again():
        second = letter()
        return second if second and second["id"] != first["id"] else None

    second = within(PATIENCE, "the message in qmail.dead again", again)
    server.api("DELETE", "queue/dead/" + urllib.parse.quote(second["id"], safe=""))
    require(letter() is None, "it was dropped and is there")
    return "listed with the reason, sent to qmail.inject again, there again, dropped"


def bounce(server):
    server.api("POST", f"domains/{DOMAIN}/aliases", {"name": "gone", "targets": ["nobody@" + DOMAIN]})
    server.send(ANA, "gone@" + DOMAIN, "to nobody")
    (text,) = within(PATIENCE, "a bounce in the mailbox",
                     lambda: [text for text in server.mailbox() if f"<nobody@{DOMAIN}>:" in text])
    require("end of to nobody" in text, "the bounce does not hold the message")
    server.wait_for(f"No mail for nobody@{DOMAIN}")
    return "an alias that leads to nobody; a bean with a selector on qmail.events told it too"


def metrics(server):
    """What monitoring reads: what was counted, the states, and the JVM; and the same over time."""
    request = urllib.request.Request(f"{server.console}/metrics")
    credentials = f"admin:{server.admin_password()}"
    request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    values = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}
    accepted = values.get('qmail_messages_total{door="mx",reply="accepted"}', 0)
    require(accepted > 100, f"messages accepted: {accepted}")
    require(values.get('qmail_service_up{service="smtpd"}') == 1, "smtpd is not up")
    require(any(name.startswith("jvm_memory_used_bytes") for name in values), "nothing of the JVM")
    within(90, "counts in the database", lambda: server.api("GET", "statistics?span=hour")["series"])
    server.api("PUT", "control/metricsaccess", {"content": "127.0.0.0/8\n"})
    within(PATIENCE, "metrics without a password for an address that may", lambda: "qmail_service_up" in server.get("/metrics"))
    server.api("DELETE", "control/metricsaccess")
    return f"{len(values)} values, {int(accepted)} messages accepted"


def closed(server):
    """Nothing but the log-in page and health without a password, however the path is written."""
    paths = [
        "/", "/api/domains", "/api;a=b/domains", "/%61pi/domains", "//api/domains", "/api//domains", "/./api/domains",
        "/console/../api/domains", "/console/..;/api/domains", "/health/../api/domains", "/health/..%2fapi/domains",
        "/console/login/../domains.xhtml", "/console/domains.xhtml", "/console/domains.xhtml;a=b", "/console/DOMAINS.xhtml",
        "/console/domains.xhtml/", "//console//domains.xhtml", "/console/login.xhtml/../domains.xhtml",
        "/jakarta.faces.resource/../console/domains.xhtml", "/WEB-INF/web.xml", "/%57EB-INF/web.xml",
        "/metrics", "/metrics/", "/metrics;a=b", "//metrics", "/health/../metrics", "/METRICS",
        "/console/%2e%2e/WEB-INF/web.xml", "/jakarta.faces.resource/web.xml.xhtml?ln=../WEB-INF",
    ]
    for path in paths:
        connection = http.client.HTTPConnection(HOST, server.options.http, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        # the name of a mailbox's domain, and what stands in web.xml, must not be told
        told = DOMAIN in text or "security-constraint" in text or "qmail_service_up" in text
        require(not told and answer.status >= 300, f"GET {path}: {answer.status} {text[:100]}")
    return f"{len(paths)} ways to ask without a password"


def console(server):
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def page(path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        with browser.open(server.console + path, data, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()

    where, _ = page("/console/domains.xhtml")
    require("/console/login.xhtml" in where, f"without a session one gets to {where}")
    where, text = page("/console/login", {"name": "admin", "password": server.admin_password()})
    require("/console/index.xhtml" in where, f"after the log-in one gets to {where}")
    shown = re.sub(r"<[^>]*>", "", text)
    require("Recent deliveries" in shown and ANA in shown, "the start page does not list the deliveries")
    same_site = [cookie.get_nonstandard_attr("SameSite", "") for cookie in cookies]
    require("strict" in map(str.lower, same_site), "the cookie is not SameSite=Strict")
    _, text = page("/console/domains.xhtml")
    fields = dict(re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', text))
    require(any(name.endswith("ViewState") for name in fields), "no form on the page of the domains")
    # what a browser sends: the hidden fields of the page and those of the form
    form = {name: value for name, value in fields.items() if name.startswith("jakarta.faces.")}
    form.update({name: value for name, value in fields.items() if name.startswith("create")})
    form.update({"create": "create", "create:name": "console.example"})
    page("/console/domains.xhtml", form)
    names = [domain["name"] for domain in server.api("GET", "domains")]
    require("console.example" in names, f"the form created no domain: {names}")
    return "closed, log-in, start page, a form"


# --- hold and held


def hold(server):
    """The last step before the server ends: most of it is still in the broker then, some already in the database."""
    server.api("PUT", "control/smtproutes", {"content": f"far.example:{HOST}:{server.options.relay}\n"})
    before = server.deferred()
    server.send(ANA, FAR, "to a server that does not answer")
    within(PATIENCE, "a deferred job", lambda: server.deferred() > before)
    server.api("PUT", "services/send", {"state": "down"})
    server.send(ANA, FAR, "held for far", LARGE)
    send_many(server, f"held {server.options.mark}")
    queue = server.api("GET", "queue")
    arrived = [text for text in server.mailbox() if f"\r\nSubject: held {server.options.mark}\r\n" in text]
    require(not arrived, f"{len(arrived)} messages were delivered although send is stopped")
    told = f"the queue says local {queue['local']}, remote {queue['remote']}, deferred {queue['deferred']}"
    return f"{MESSAGES + 1} answered 250 while send is stopped, 1 for a server that is down; {told}"


def held(server):
    require_many(server, f"held {server.options.mark}")
    time.sleep(3)
    require_many(server, f"held {server.options.mark}")
    return f"{MESSAGES} delivered, each once"


# --- storm and calm


def storm(server):
    answered = []
    end = time.monotonic() + 30

    def client(number):
        try:
            with smtplib.SMTP(HOST, server.options.smtp, timeout=60) as smtp:
                message = 0
                while time.monotonic() < end:
                    message += 1
                    text = f"From: bob@example.net\r\nSubject: storm\r\n\r\n{number}/{message}\r\n"
                    smtp.sendmail("bob@example.net", [STORM], text.encode())
                    answered.append(f"{number}/{message}")
        except (OSError, smtplib.SMTPException):
            pass  # the server was killed

    ordered = []

    def buyer():
        try:
            with smtplib.SMTP(HOST, server.options.smtp, timeout=60) as smtp:
                for number in range(1, 100_000):
                    smtp.sendmail(BUYER, ["orders@" + DOMAIN], order(f"article-{number},1\n"))
                    ordered.append(f"1 x article-{number}")
                    if time.monotonic() > end:
                        return
        except (OSError, smtplib.SMTPException):
            pass  # the server was killed

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    clients.append(threading.Thread(target=buyer))
    for each in clients:
        each.start()
    time.sleep(4)
    os.kill(server.options.pid, signal.SIGKILL)
    for each in clients:
        each.join(PATIENCE)
    server.state["answered"] = answered
    server.state["ordered"] = ordered
    server.save()
    require(len(answered) > CLIENTS, f"only {len(answered)} messages were answered")
    require(ordered, "no order was answered")
    return f"{len(answered)} messages and {len(ordered)} orders answered 250 until then"


def calm(server):
    answered = set(server.state["answered"])

    def bodies():
        return [text.splitlines()[-1] for text in server.mailbox(STORM)]

    within(2 * PATIENCE, f"{len(answered)} messages in the mailbox", lambda: answered <= set(bodies()))
    time.sleep(5)
    found = bodies()
    twice = len(found) - len(set(found))
    require(twice == 0, f"{twice} of {len(found)} messages came twice")
    return f"all {len(answered)} are there, and {len(set(found) - answered)} that had no answer yet; none twice"


def keeps_keys(options):
    """docs/servers: the brokers of the others forget the keys of mail."""
    return options.server.startswith(("wildfly", "jar"))


def ordered(server):
    """Each order is a row and a confirmation. A confirmation may come twice only where the broker forgets ids (docs/servers)."""
    accepted = set(server.state["ordered"])

    def confirmed():
        server.api("POST", "queue/retry")
        return re.findall(r"^(1 x article-\d+)\r$", "\n".join(server.mailbox(BUYER)), re.MULTILINE)

    within(2 * PATIENCE, f"{len(accepted)} orders confirmed", lambda: accepted <= set(confirmed()))
    within(PATIENCE, "an empty table of deferred jobs", lambda: server.deferred() == 0)
    time.sleep(5)
    found = confirmed()
    rows = orders(server)["count"]
    require(rows == len(set(found)), f"{rows} rows, {len(set(found))} orders confirmed")
    twice = len(found) - len(set(found))
    require(twice <= (0 if keeps_keys(server.options) else SESSIONS), f"{twice} confirmations came twice")
    return f"{len(accepted)} accepted, {rows} rows, {len(set(found))} confirmed; {twice} confirmed twice"


class Relay(threading.Thread):
    """A mail server that takes everything."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.messages = []
        self.socket = socket.create_server((HOST, port))

    def run(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rwb") as wire:

            def say(text):
                wire.write(text.encode() + b"\r\n")
                wire.flush()

            say("220 far.example ESMTP")
            for line in wire:
                verb = line[:4].upper()
                if verb == b"DATA":
                    say("354 go ahead")
                    lines = []
                    for text in wire:
                        if text == b".\r\n":
                            break
                        lines.append(text)
                    self.messages.append(b"".join(lines).decode())
                    say("250 ok")
                elif verb == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 ok")


def relayed(server):
    relay = Relay(server.options.relay)
    relay.start()
    subjects = ("to a server that does not answer", "held for far")

    def arrived():
        server.api("POST", "queue/retry")
        return all(any(f"Subject: {subject}\r\n" in text for text in relay.messages) for subject in subjects)

    within(PATIENCE, "mail at the other server", arrived)
    within(PATIENCE, "an empty table of deferred jobs", lambda: server.deferred() == 0)
    require(len(relay.messages) == 2, f"{len(relay.messages)} messages at the other server, 2 expected")
    return "2 by SMTP, one of them 3 MB"


PHASES = {
    "first": [
        ("ready", ready),
        ("REST API", rest),
        ("SMTP in, POP3 out", mail),
        ("many at once", many),
        ("alias to a queue, mail from a queue", jms),
        ("large message to a queue", jms_large),
        ("parsed mail to a queue, a map from a queue", jms_parsed),
        ("beans that take mail", beans),
        ("a newsletter", newsletter),
        ("an application that sends", letters),
        ("bounce, event", bounce),
        ("a user of the server's own", users),
        ("mail by key", by_key),
        ("messages put aside", put_aside),
        ("console", console),
        ("metrics", metrics),
        ("closed doors", closed),
    ],
    "hold": [("mail that waits", hold)],
    "held": [
        ("ready again", ready),
        ("mail that waited for send", held),
        ("mail that waited for another server", relayed),
    ],
    "storm": [("kill -9 under load", storm)],
    "calm": [("ready after it", ready), ("mail that was under way", calm), ("orders that were under way", ordered)],
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("phase", choices=PHASES)
    parser.add_argument("--server", required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--mark", default="")
    parser.add_argument("--pid", type=int)
    for port in ("smtp", "submission", "pop3", "http", "relay"):
        parser.add_argument("--" + port, type=int, required=True)
    options = parser.parse_args()
    server = Server(options)
    failures = 0
    left_out = () if keeps_keys(options) else (by_key,)
    if options.server.startswith("jar"):
        left_out += (users,)  # there are no users but ours
    for name, check in PHASES[options.phase]:
        if check in left_out:
            continue
        start = time.monotonic()
        title = name + (f", {options.mark}" if options.mark else "")
        try:
            result, detail = "ok", check(server)
        except (Failed, OSError, ValueError, smtplib.SMTPException) as failure:
            failures += 1
            result, detail = "FAILED", f"{type(failure).__name__}: {str(failure)[:400]}"
        with open(os.path.join(options.work, "results.tsv"), "a", encoding="utf-8") as file:
            file.write(f"{title}\t{detail if result == 'ok' else 'FAILED'}\n")
        print(f"{options.server}: {result:6} {title}: {detail} ({time.monotonic() - start:.0f} s)", flush=True)
        if failures and check is ready:
            break
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
