"""Reads the one role of an account, with its policy.

usage: role.py ENDPOINT ACCOUNT
"""

import ast
import json
import sys

import boto3

ENDPOINT, ACCOUNT = sys.argv[1:]


def client(service, key="ada", secret="secret", token=None):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


# moto lets anyone assume any role, and takes what they ask for to the account of that role.
admin = f"arn:aws:iam::{ACCOUNT}:role/admin"
keys = client("sts").assume_role(RoleArn=admin, RoleSessionName="test")["Credentials"]
iam = client("iam", keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
(role,) = iam.list_roles()["Roles"]
policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName="maintenance")["PolicyDocument"]
# What CloudFormation has put there, moto gives back as Python writes it.
document = ast.literal_eval(policy) if isinstance(policy, str) else policy
print(json.dumps({"role": role, "policy": document}, default=str))
