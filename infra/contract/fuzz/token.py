"""Signs the admin of `make run` in, with the code from the outbox, and prints the token."""

import json
import re
import sys
import urllib.request

api, password = sys.argv[1:]


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(api + path, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


answer = ask("/users/login", {"username": "admin", "password": password})
if answer["result"] == "challenge":
    mail = ask("/_local/outbox.json?to=admin@latchkey.example")[-1]
    code = re.search(r"\b[0-9]{6}\b", mail["text"]).group()
    answer = ask("/2fa", {"challenge_id": answer["challenge"]["id"], "code": code})
print(answer["token"])
