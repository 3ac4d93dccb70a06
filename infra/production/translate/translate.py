"""Turns a SAM template into what CloudFormation makes of it: JSON in, JSON out."""

import json
import sys

from samtranslator.translator.transform import transform


class ManagedPolicies:
    """SAM looks up policies that a template names. This one names none."""

    def load(self):
        return {}


json.dump(transform(json.load(sys.stdin), {}, ManagedPolicies()), sys.stdout)
