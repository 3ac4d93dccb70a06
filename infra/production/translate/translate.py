"""Turns a SAM template and its parameters into what CloudFormation makes of them: JSON in, JSON out."""

import json
import sys

from samtranslator.translator.transform import transform


class ManagedPolicies:
    """SAM looks up policies that a template names. This one names none."""

    def load(self):
        return {}


given = json.load(sys.stdin)
json.dump(transform(given["template"], given["parameters"] or {}, ManagedPolicies()), sys.stdout)
