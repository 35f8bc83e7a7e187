"""Distributes a template with a role by a StackSet to an account, and reads that role there.

usage: role.py ENDPOINT ACCOUNT PRINCIPAL EXTERNAL_ID < TEMPLATE
"""

import ast
import json
import sys

import boto3

ENDPOINT, ACCOUNT, PRINCIPAL, EXTERNAL_ID = sys.argv[1:]


def client(service, **credentials):
    keys = {"aws_access_key_id": "ada", "aws_secret_access_key": "secret", **credentials}
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="us-east-1", **keys)


cloudformation = client("cloudformation")
cloudformation.create_stack_set(
    StackSetName="jets-maintenance",
    TemplateBody=sys.stdin.read(),
    Capabilities=["CAPABILITY_NAMED_IAM"],
    Parameters=[
        {"ParameterKey": "Principal", "ParameterValue": PRINCIPAL},
        {"ParameterKey": "ExternalId", "ParameterValue": EXTERNAL_ID},
    ],
)
cloudformation.create_stack_instances(
    StackSetName="jets-maintenance", Accounts=[ACCOUNT], Regions=["us-east-1"]
)
there = client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/admin", RoleSessionName="test")
keys = there["Credentials"]
iam = client(
    "iam",
    aws_access_key_id=keys["AccessKeyId"],
    aws_secret_access_key=keys["SecretAccessKey"],
    aws_session_token=keys["SessionToken"],
)
(role,) = iam.list_roles()["Roles"]
policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName="maintenance")["PolicyDocument"]
# What CloudFormation has put there, moto gives back as Python writes it.
document = ast.literal_eval(policy) if isinstance(policy, str) else policy
print(json.dumps({"role": role, "policy": document}, default=str))
