"""Deploys a fleet to an endpoint, and reads every setting of its functions, with boto3 alone.

usage: fleet.py ENDPOINT deploy | settings

The fleet is five stacks `shop-0` to `shop-4` in each of two regions of three accounts; beside them is a stack `other`.
The first account is that of the keys, the two others are reached by a role `jets`.
"""

import json
import sys

import boto3

ENDPOINT, ACTION = sys.argv[1:]
ACCOUNTS = ["123456789012", "111122223333", "444455556666"]
REGIONS = ["us-east-1", "eu-west-1"]
STACKS = [f"shop-{number}" for number in range(5)] + ["other"]
KEYS = {"aws_access_key_id": "ada", "aws_secret_access_key": "secret"}


def session(account):
    if account == ACCOUNTS[0]:
        return KEYS
    sts = boto3.client("sts", endpoint_url=ENDPOINT, region_name=REGIONS[0], **KEYS)
    arn = f"arn:aws:iam::{account}:role/jets"
    given = sts.assume_role(RoleArn=arn, RoleSessionName="deploy")["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def places():
    for account in ACCOUNTS:
        keys = session(account)
        for region in REGIONS:
            yield account, region, lambda name: boto3.client(
                name, endpoint_url=ENDPOINT, region_name=region, **keys
            )


def function(name, role, reserved=None):
    properties = {
        "FunctionName": name,
        "Role": role,
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Code": {"ZipFile": "def handler(event, context): pass"},
    }
    if reserved is not None:
        properties["ReservedConcurrentExecutions"] = reserved
    return {"Type": "AWS::Lambda::Function", "Properties": properties}


def deploy():
    deployed = 0
    roles = {}
    for account, region, client in places():
        if account not in roles:
            created = client("iam").create_role(RoleName="lambda", AssumeRolePolicyDocument="{}")
            roles[account] = created["Role"]["Arn"]
        for number, stack in enumerate(STACKS):
            resources = {
                "Controller": function(f"{stack}-controller", roles[account]),
                "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{stack}-jobs"}},
                "Jobs": function(f"{stack}-jobs_event-perform", roles[account], number + 1),
                "Mail": function(f"{stack}-mail_event-send", roles[account]),
                "Legacy": function(f"{stack}-old_event-legacy", roles[account], 0),
            }
            body = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
            client("cloudformation").create_stack(StackName=stack, TemplateBody=body)
            client("lambda").create_event_source_mapping(
                EventSourceArn=f"arn:aws:sqs:{region}:{account}:{stack}-jobs",
                FunctionName=f"{stack}-jobs_event-perform",
            )
            deployed += 1
    return deployed


def settings():
    found = {}
    for account, region, client in places():
        aws_lambda = client("lambda")
        mappings = aws_lambda.list_event_source_mappings()["EventSourceMappings"]
        pages = aws_lambda.get_paginator("list_functions").paginate()
        for name in sorted(f["FunctionName"] for page in pages for f in page["Functions"]):
            reserved = aws_lambda.get_function_concurrency(FunctionName=name)
            found[f"{account} {region} {name}"] = {
                "reserved": reserved.get("ReservedConcurrentExecutions"),
                "mappings": [m["State"] for m in mappings if m["FunctionArn"].split(":")[6] == name],
            }
    return found


print(json.dumps({"deploy": deploy, "settings": settings}[ACTION]()))
