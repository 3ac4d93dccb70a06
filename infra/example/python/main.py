"""An API in Python that verifies on its own who calls, with access tokens of Latchkey.

LATCHKEY is the address of the service, to the letter as its PublicUrl, and AUDIENCE this API's name among
its AccessTokenAudiences.
"""

import os
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER = os.environ["LATCHKEY"]
AUDIENCE = os.environ.get("AUDIENCE", "api")

app = FastAPI()
keys = jwt.PyJWKClient(ISSUER + "/.well-known/jwks.json", lifespan=300)


def caller(sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict:
    """The claims of the caller. Without algorithms, audience and issuer, a token for another program would do."""
    try:
        key = keys.get_signing_key_from_jwt(sent.credentials)
        return jwt.decode(
            sent.credentials, key, algorithms=["RS256"], audience=AUDIENCE, issuer=ISSUER, leeway=10,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWKClientConnectionError as failed:
        raise HTTPException(503, "The keys cannot be read. Try again in a moment.") from failed
    except jwt.PyJWTError as refused:
        raise HTTPException(401, "The access token is not valid.", {"WWW-Authenticate": "Bearer"}) from refused


def staff(claims: Annotated[dict, Depends(caller)]) -> dict:
    """The claims of a caller who is staff."""
    if claims["role"] not in ("support", "admin"):
        raise HTTPException(403, "You are not allowed to do this.")
    return claims


@app.get("/mine")
def mine(claims: Annotated[dict, Depends(caller)]) -> dict:
    return {"user": claims["sub"], "role": claims["role"]}


@app.get("/all")
def everything(claims: Annotated[dict, Depends(staff)]) -> dict:
    return {"user": claims["sub"]}
