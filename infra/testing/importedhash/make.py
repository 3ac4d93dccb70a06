"""Makes hashes.json: one hash of each kind, by the tool that makes it elsewhere.

Run it in an environment of its own, when a kind is added:

    python3 -m venv venv
    venv/bin/pip install django==4.2.30 passlib==1.7.4 argon2-cffi==23.1.0 bcrypt==4.0.1
    venv/bin/python make.py > hashes.json

"weak" says that the hash is below the minimum of today, and is wrapped when it is imported.
"""
import json
import unicodedata

import argon2
import bcrypt
import django
from django.conf import settings
from django.contrib.auth import hashers
from passlib import hash as passlib

settings.configure(
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers." + name
        for name in (
            "PBKDF2PasswordHasher", "PBKDF2SHA1PasswordHasher", "Argon2PasswordHasher", "BCryptPasswordHasher",
            "BCryptSHA256PasswordHasher", "ScryptPasswordHasher", "SHA1PasswordHasher",
        )
    ]
)
django.setup()

ASCII = "velvet tractor orbit moss"
COMPOSED = unicodedata.normalize("NFC", "schöne Grüße aus Köln²")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


def by_django(kind, password=ASCII):
    return hashers.make_password(password, hasher=kind)


def by_argon2(kind, password=ASCII, **parameters):
    return argon2.PasswordHasher(type=kind, **parameters).hash(password)


def by_bcrypt(cost, password=ASCII):
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()


MADE = [
    ("argon2-cffi", "argon2id", False, ASCII, by_argon2(argon2.Type.ID)),
    ("argon2-cffi", "argon2id of a composed password", False, COMPOSED, by_argon2(argon2.Type.ID, COMPOSED)),
    ("argon2-cffi", "argon2i", False, ASCII, by_argon2(argon2.Type.I)),
    ("argon2-cffi", "argon2i of two passes", True, ASCII, by_argon2(argon2.Type.I, time_cost=2)),
    ("argon2-cffi", "argon2id of little memory", True, ASCII, by_argon2(argon2.Type.ID, memory_cost=4096)),
    ("bcrypt", "bcrypt", False, ASCII, by_bcrypt(10)),
    ("bcrypt", "bcrypt of low cost", True, ASCII, by_bcrypt(5)),
    ("bcrypt", "bcrypt of a decomposed password", False, DECOMPOSED, by_bcrypt(10, DECOMPOSED)),
    ("passlib", "PBKDF2, SHA-1", True, ASCII, passlib.pbkdf2_sha1.hash(ASCII)),
    ("passlib", "PBKDF2, SHA-256", True, ASCII, passlib.pbkdf2_sha256.hash(ASCII)),
    ("passlib", "PBKDF2, SHA-256, today's rounds", False, ASCII, passlib.pbkdf2_sha256.using(rounds=600_000).hash(ASCII)),
    ("passlib", "PBKDF2, SHA-256, of a decomposed password", True, DECOMPOSED, passlib.pbkdf2_sha256.hash(DECOMPOSED)),
    ("passlib", "PBKDF2, SHA-512", True, ASCII, passlib.pbkdf2_sha512.hash(ASCII)),
    ("passlib", "PBKDF2, SHA-512, today's rounds", False, ASCII, passlib.pbkdf2_sha512.using(rounds=210_000).hash(ASCII)),
    ("passlib", "scrypt", True, ASCII, passlib.scrypt.hash(ASCII)),
    ("passlib", "scrypt, today's rounds", False, ASCII, passlib.scrypt.using(rounds=17).hash(ASCII)),
    ("passlib", "salted SHA-1 of LDAP", True, ASCII, passlib.ldap_salted_sha1.hash(ASCII)),
    ("passlib", "salted SHA-256 of LDAP", True, ASCII, passlib.ldap_salted_sha256.hash(ASCII)),
    ("passlib", "salted SHA-512 of LDAP", True, ASCII, passlib.ldap_salted_sha512.hash(ASCII)),
    ("Django", "PBKDF2, SHA-256", False, ASCII, by_django("pbkdf2_sha256")),
    ("Django", "PBKDF2, SHA-256, of a composed password", False, COMPOSED, by_django("pbkdf2_sha256", COMPOSED)),
    ("Django", "PBKDF2, SHA-1", True, ASCII, by_django("pbkdf2_sha1")),
    ("Django", "argon2id", False, ASCII, by_django("argon2")),
    ("Django", "bcrypt", False, ASCII, by_django("bcrypt")),
    ("Django", "bcrypt of a SHA-256", False, ASCII, by_django("bcrypt_sha256")),
    ("Django", "scrypt", True, ASCII, by_django("scrypt")),
    ("Django", "salted SHA-1", True, ASCII, by_django("sha1")),
]
NAMES = ("tool", "kind", "weak", "password", "hash")
print("[\n" + ",\n".join(json.dumps(dict(zip(NAMES, m)), ensure_ascii=False) for m in MADE) + "\n]")
