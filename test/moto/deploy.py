"""Deploys an application to an endpoint, and reads the settings of its functions, with boto3 alone.

usage: deploy.py ENDPOINT deploy | settings | variables
"""

import json
import sys

import boto3

ENDPOINT, ACTION = sys.argv[1:]
STACK = "demo-dev"
BUCKET = "demo-templates"


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id="ada",
        aws_secret_access_key="secret",
    )


def function(name, role, reserved=None, variables=None):
    properties = {
        "FunctionName": name,
        "Role": role,
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Timeout": 60,
        "Code": {"ZipFile": "def handler(event, context): pass"},
    }
    if reserved is not None:
        properties["ReservedConcurrentExecutions"] = reserved
    if variables is not None:
        properties["Environment"] = {"Variables": variables}
    return {"Type": "AWS::Lambda::Function", "Properties": properties}


def upload(key, resources):
    body = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
    return {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": f"https://s3.amazonaws.com/{BUCKET}/{key}"},
    }


def deploy():
    client("s3").create_bucket(Bucket=BUCKET)
    role = client("iam").create_role(RoleName="lambda", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    deepest = upload(
        "deepest.json",
        {
            "Render": function(f"{STACK}-reports_event-render", role, 7),
            "Purge": function(f"{STACK}-cleanup_event-purge", role),
        },
    )
    nested = upload("nested.json", {"Legacy": function(f"{STACK}-old_event-legacy", role, 0), "Deepest": deepest})
    resources = {
        "Controller": function(f"{STACK}-controller", role, variables={"JETS_ENV": "dev"}),
        "Nested": nested,
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
        "Jobs": function(f"{STACK}-jobs_event-perform", role, 5),
    }
    # More than the 100 resources that DescribeStackResources would show.
    for number in range(110):
        resources[f"Topic{number}"] = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"topic-{number}"}}
    # Behind them, so that they are among the last.
    for number in range(5):
        resources[f"Mail{number}"] = function(f"{STACK}-mail{number}_event-send", role, number or None)
    template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
    client("cloudformation").create_stack(StackName=STACK, TemplateBody=template)
    client("lambda").create_event_source_mapping(
        EventSourceArn="arn:aws:sqs:us-east-1:123456789012:jobs", FunctionName=f"{STACK}-jobs_event-perform"
    )
    return len(resources)


def settings():
    aws_lambda = client("lambda")
    mappings = aws_lambda.list_event_source_mappings()["EventSourceMappings"]
    names = [f["FunctionName"] for page in aws_lambda.get_paginator("list_functions").paginate() for f in page["Functions"]]
    return {
        name: {
            "reserved": aws_lambda.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions"),
            "mappings": [m["State"] for m in mappings if m["FunctionArn"].split(":")[6] == name],
        }
        for name in sorted(names)
    }


def variables():
    pages = client("lambda").get_paginator("list_functions").paginate()
    functions = [f for page in pages for f in page["Functions"]]
    found = {f["FunctionName"]: f.get("Environment", {}).get("Variables", {}) for f in functions}
    return {name: its for name, its in found.items() if its}


print(json.dumps({"deploy": deploy, "settings": settings, "variables": variables}[ACTION]()))
