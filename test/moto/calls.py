"""Makes the same calls on any endpoint and prints, as JSON, how each was answered.

Usage: calls.py ENDPOINT GROUP, with a GROUP of the functions below.
"""

import json
import sys
from email.utils import parsedate_to_datetime

import boto3

endpoint, group = sys.argv[1:3]
options = {
    "endpoint_url": endpoint,
    "region_name": "us-east-1",
    "aws_access_key_id": "ada",
    "aws_secret_access_key": "secret",
}
cloudformation = boto3.client("cloudformation", **options)
lambda_ = boto3.client("lambda", **options)
ssm = boto3.client("ssm", **options)
sqs = boto3.client("sqs", **options)


def answer(call, **parameters):
    """What a call answers, without what differs by the moment; a refusal as its code, text and status."""
    try:
        result = call(**parameters)
    except Exception as error:  # botocore makes a class per error code
        response = getattr(error, "response", None)
        if response is None:
            raise
        return {
            "code": response["Error"]["Code"],
            "message": response["Error"]["Message"],
            "status": response["ResponseMetadata"]["HTTPStatusCode"],
        }
    status = result.pop("ResponseMetadata")["HTTPStatusCode"]
    return {"status": status, "result": result}


def refusals():
    """Calls that AWS refuses."""
    gone = {"FunctionName": "gone"}
    text = {"Value": "x", "Type": "String"}
    answer(ssm.put_parameter, Name="/kept", **text)
    return {
        "describe a stack": answer(cloudformation.describe_stacks, StackName="gone"),
        "list resources": answer(cloudformation.list_stack_resources, StackName="gone"),
        "get a function": answer(lambda_.get_function, **gone),
        "get its configuration": answer(lambda_.get_function_configuration, **gone),
        "get its reserved concurrency": answer(lambda_.get_function_concurrency, **gone),
        "get its policy": answer(lambda_.get_policy, **gone),
        "get a parameter": answer(ssm.get_parameter, Name="/gone"),
        "get a version": answer(ssm.get_parameter, Name="/kept:9"),
        "delete a parameter": answer(ssm.delete_parameter, Name="/gone"),
        "create a parameter again": answer(ssm.put_parameter, Name="/kept", **text),
        "create a reserved parameter": answer(ssm.put_parameter, Name="/aws/a", **text),
        "create one that looks reserved": answer(ssm.put_parameter, Name="/ssmx/a", **text),
        "create without a type": answer(ssm.put_parameter, Name="/a", Value="x"),
        "tag while overwriting": answer(
            ssm.put_parameter, Name="/kept", Overwrite=True, Tags=[{"Key": "a", "Value": "b"}], **text
        ),
        **queue_refusals(),
    }


def queue_refusals():
    """Calls on queues that AWS refuses."""
    queue = {"QueueUrl": sqs.create_queue(QueueName="kept", Attributes={"DelaySeconds": "1"})["QueueUrl"]}
    gone = {"QueueUrl": queue["QueueUrl"].replace("kept", "gone")}
    entry = {"Id": "a", "MessageBody": "1"}
    return {
        "find a queue": answer(sqs.get_queue_url, QueueName="gone"),
        "receive from a queue": answer(sqs.receive_message, **gone),
        "create it otherwise": answer(sqs.create_queue, QueueName="kept", Attributes={"DelaySeconds": "2"}),
        "send nothing": answer(sqs.send_message_batch, Entries=[], **queue),
        "send the same twice": answer(sqs.send_message_batch, Entries=[entry, entry], **queue),
        "send too many": answer(sqs.send_message_batch, Entries=[{**entry, "Id": str(n)} for n in range(11)], **queue),
        "delete by a handle of none": answer(sqs.delete_message, ReceiptHandle="nonsense", **queue),
    }


def successes():
    """Calls on parameters, and on a function `app-fn` of a stack `app`, that go well."""
    text = {"Type": "String"}
    one = {"FunctionName": "app-fn"}
    return {
        "describe the stack": answer(cloudformation.describe_stacks, StackName="app"),
        "list its resources": answer(cloudformation.list_stack_resources, StackName="app"),
        "get the function": answer(lambda_.get_function, **one),
        "get what is reserved": answer(lambda_.get_function_concurrency, **one),
        "reserve": answer(lambda_.put_function_concurrency, ReservedConcurrentExecutions=3, **one),
        "get it anew": answer(lambda_.get_function_concurrency, **one),
        "reserve nothing": answer(lambda_.put_function_concurrency, ReservedConcurrentExecutions=0, **one),
        "get 0": answer(lambda_.get_function_concurrency, **one),
        "unreserve": answer(lambda_.delete_function_concurrency, **one),
        "create": answer(ssm.put_parameter, Name="/app/a", Value="1", **text),
        "overwrite": answer(ssm.put_parameter, Name="/app/a", Value="2", Overwrite=True, **text),
        "create below": answer(ssm.put_parameter, Name="/app/b/c", Value="3", **text),
        "get": answer(ssm.get_parameter, Name="/app/a"),
        "get the older": answer(ssm.get_parameter, Name="/app/a:1"),
        "get several": answer(ssm.get_parameters, Names=["/app/a", "/gone"]),
        "list": answer(ssm.get_parameters_by_path, Path="/app"),
        "list all": answer(ssm.get_parameters_by_path, Path="/app", Recursive=True),
        "look back": answer(ssm.get_parameter_history, Name="/app/a"),
        "describe": answer(
            ssm.describe_parameters,
            ParameterFilters=[{"Key": "Path", "Option": "Recursive", "Values": ["/app"]}],
        ),
        **queue_successes(),
        "delete several": answer(ssm.delete_parameters, Names=["/app/b/c", "/gone"]),
        "delete": answer(ssm.delete_parameter, Name="/app/a"),
    }


def queue_successes():
    """The life of a queue and of two messages."""
    attributes = {"MessageRetentionPeriod": "1209600", "SqsManagedSseEnabled": "true"}
    queue = {"QueueUrl": sqs.create_queue(QueueName="events", Attributes=attributes)["QueueUrl"]}
    sent = [answer(sqs.send_message, MessageBody=body, **queue) for body in ("1", "2")]
    received = sqs.receive_message(MaxNumberOfMessages=10, AttributeNames=["All"], **queue)["Messages"]
    handles = [message.pop("ReceiptHandle") for message in received]
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    return {
        "send": [without_ids(message["result"]) for message in sent],
        "receive": [without_ids(message) for message in received],
        "count": answer(sqs.get_queue_attributes, AttributeNames=counts, **queue),
        "delete one": answer(sqs.delete_message, ReceiptHandle=handles[0], **queue),
        "show the other": answer(
            sqs.change_message_visibility, ReceiptHandle=handles[1], VisibilityTimeout=0, **queue
        ),
        "count anew": answer(sqs.get_queue_attributes, AttributeNames=counts, **queue),
        "read its settings": answer(sqs.get_queue_attributes, AttributeNames=[*attributes, "QueueArn"], **queue),
        "purge": answer(sqs.purge_queue, **queue),
        "delete the queue": answer(sqs.delete_queue, **queue),
    }


def without_ids(message):
    """A message without what differs from one to the next."""
    kept = {name: value for name, value in message.items() if name != "MessageId"}
    attributes = {name: value for name, value in kept.pop("Attributes", {}).items() if name != "SenderId"}
    return {**kept, "Attributes": attributes}


def deploy():
    """Deploys `app-fn` in a stack `app`; the sandbox is seeded instead."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    iam = boto3.client("iam", **options)
    role = iam.create_role(RoleName="lambda", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    properties = {
        "FunctionName": "app-fn",
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Timeout": 30,
        "Role": role,
        "Code": {"ZipFile": "def handler(event, context): pass"},
    }
    template = {"Resources": {"Fn": {"Type": "AWS::Lambda::Function", "Properties": properties}}}
    return answer(cloudformation.create_stack, StackName="app", TemplateBody=json.dumps(template))


def worker():
    """What moto does not have: provisioned concurrency, transitional mappings, account settings, all pages."""
    one = {"FunctionName": "demo-dev-reports_event-render"}
    pages = {
        "resources": cloudformation.get_paginator("list_stack_resources").paginate(StackName="demo-dev"),
        "functions": lambda_.get_paginator("list_functions").paginate(),
        "mappings": lambda_.get_paginator("list_event_source_mappings").paginate(),
        "provisioned": lambda_.get_paginator("list_provisioned_concurrency_configs").paginate(**one),
    }
    mapping = lambda_.list_event_source_mappings()["EventSourceMappings"]
    uuid = (mapping or lambda_.list_event_source_mappings(Marker="YWZ0ZXI6")["EventSourceMappings"])[0]["UUID"]
    return {
        **{name: [len(next(v for v in page.values() if isinstance(v, list))) for page in found] for name, found in pages.items()},
        "stop too early": answer(lambda_.put_function_concurrency, ReservedConcurrentExecutions=0, **one),
        "unprovision": [
            answer(lambda_.delete_provisioned_concurrency_config, Qualifier=qualifier, **one)["status"]
            for qualifier in ("live", "canary")
        ],
        "stop": answer(lambda_.put_function_concurrency, ReservedConcurrentExecutions=0, **one),
        "provision too early": answer(
            lambda_.put_provisioned_concurrency_config, Qualifier="live", ProvisionedConcurrentExecutions=1, **one
        ),
        "disable": answer(lambda_.update_event_source_mapping, UUID=uuid, Enabled=False)["result"]["State"],
        "enable too early": answer(lambda_.update_event_source_mapping, UUID=uuid, Enabled=True),
        "account": answer(lambda_.get_account_settings)["result"]["AccountLimit"]["UnreservedConcurrentExecutions"],
        "unknown": answer(lambda_.list_layers),
    }


def events():
    """What becomes of asynchronous events of `demo-dev-cleanup_event-legacy`, which is stopped."""
    one = {"FunctionName": "demo-dev-cleanup_event-legacy"}
    arn = "arn:aws:sqs:us-east-1:123456789012:events"
    keep = {"DestinationConfig": {"OnFailure": {"Destination": arn}}}
    too_early = answer(lambda_.put_function_event_invoke_config, **keep, **one)
    queue = {"QueueUrl": sqs.create_queue(QueueName="events")["QueueUrl"]}
    forbidden = answer(lambda_.put_function_event_invoke_config, **keep, **one)
    allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(Attributes={"Policy": policy}, **queue)
    put = answer(lambda_.put_function_event_invoke_config, **keep, **one)["result"]
    invoked = lambda_.invoke(InvocationType="Event", Payload=b'{"number": 1}', **one)
    message = sqs.receive_message(WaitTimeSeconds=1, **queue)["Messages"][0]
    record = json.loads(message["Body"])
    sqs.delete_message(ReceiptHandle=message["ReceiptHandle"], **queue)
    listed = lambda_.list_function_event_invoke_configs(**one)["FunctionEventInvokeConfigs"]
    return {
        "too early": too_early,
        "forbidden": forbidden,
        "put": put["DestinationConfig"],
        "invoked": invoked["StatusCode"],
        "record": {**record["requestContext"], "requestPayload": record["requestPayload"]},
        "same request": record["requestContext"]["requestId"] == invoked["ResponseMetadata"]["RequestId"],
        "listed": [config["FunctionArn"] for config in listed],
        "deleted": answer(lambda_.delete_function_event_invoke_config, **one)["status"],
        "queues": [url.split("/")[-1] for url in sqs.list_queues()["QueueUrls"]],
    }


def accounts():
    """What a role of the account 111122223333 sees, where a stack `app` is, and what STS refuses."""
    sts = boto3.client("sts", **options)
    role = {"RoleArn": "arn:aws:iam::111122223333:role/jets", "RoleSessionName": "ada@laptop"}
    given = sts.assume_role(DurationSeconds=900, **role)
    asked_at = parsedate_to_datetime(given["ResponseMetadata"]["HTTPHeaders"]["date"])
    keys = given["Credentials"]
    there = {
        **options,
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    stacks = boto3.client("cloudformation", **there)
    parameters = boto3.client("ssm", **there)
    parameters.put_parameter(Name="/a", Value="x", Type="String")
    pages = stacks.get_paginator("list_stacks")
    listed = pages.paginate(StackStatusFilter=["CREATE_COMPLETE", "UPDATE_COMPLETE"]).build_full_result()
    identities = {"home": sts.get_caller_identity(), "there": boto3.client("sts", **there).get_caller_identity()}
    tokenless = boto3.client("lambda", **{**there, "aws_session_token": None})
    return {
        **{name: [identity["Account"], identity["Arn"]] for name, identity in identities.items()},
        "seconds left": round((keys["Expiration"] - asked_at).total_seconds()),
        "stacks": [[stack["StackName"], stack["StackStatus"]] for stack in listed["StackSummaries"]],
        "of another status": stacks.list_stacks(StackStatusFilter=["CREATE_FAILED"])["StackSummaries"],
        "writer": parameters.get_parameter_history(Name="/a")["Parameters"][0]["LastModifiedUser"],
        "role that is not there": answer(
            sts.assume_role, **{**role, "RoleArn": "arn:aws:iam::444455556666:role/jets"}
        ),
        "session of hours": answer(sts.assume_role, DurationSeconds=43200, **role),
        "token of none": answer(tokenless.list_functions),
    }


print(json.dumps(globals()[group](), default=str))
