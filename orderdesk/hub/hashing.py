"""What the hub keeps instead of passwords, PINs, device secrets and codes."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: Characters of an enrolment code: no two of them look or sound alike.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 10

# What OWASP names as the least for argon2id: 19 MiB, two passes.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The argon2id hash of a password or PIN, with its salt and cost in the text."""
    return _hasher.hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Whether the password is the one that was hashed; False also for a text that is no hash."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def hash_secret(text: str) -> bytes:
    """SHA-256 of a text with enough chance of its own (device secret, token, code): nobody can guess it back."""
    return hashlib.sha256(text.encode()).digest()


def new_enrolment_code() -> str:
    """A fresh code in two groups, to be read out and typed: about 48 bits of chance."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def normal_code(text: str) -> str:
    """A typed code in the one form that is hashed: capitals, without dashes and blanks."""
    return "".join(text.upper().replace("-", " ").split())
