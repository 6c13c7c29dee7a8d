"""Calls comments.analyze the way Perspective's users do, through Google's discovery client, and prints the answers as one JSON object."""

import json
import sys

from googleapiclient import discovery
from googleapiclient.errors import HttpError

url, key, text = sys.argv[1:]


def client(developer_key):
    return discovery.build(
        "commentanalyzer", "v1alpha1", developerKey=developer_key,
        discoveryServiceUrl=f"{url}/$discovery/rest?version=v1alpha1", static_discovery=False,
    )


def failure(call):
    try:
        call()
    except HttpError as error:
        return {"status": error.status_code, "reason": error.reason, "error": json.loads(error.content)["error"]["status"]}
    return None


api = client(key)
request = {
    "comment": {"text": text}, "languages": ["fr"], "spanAnnotations": True, "doNotStore": True,
    "requestedAttributes": {"TOXICITY": {}, "INSULT": {"scoreThreshold": 0.1}, "THREAT": {}},
}

print(json.dumps({
    "answer": api.comments().analyze(body=request).execute(),
    "unknown": failure(lambda: api.comments().analyze(body={**request, "requestedAttributes": {"NICENESS": {}}}).execute()),
    "wrong_key": failure(lambda: client("wrong").comments().analyze(body=request).execute()),
}))
