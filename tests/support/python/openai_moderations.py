"""Calls POST /v1/moderations through the official client and prints what it made of the answers, as one JSON object."""

import json
import sys

import openai

url, key, text = sys.argv[1:]
client = openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)


def failure(call):
    try:
        call()
    except openai.APIStatusError as error:
        return {"class": type(error).__name__, "status": error.status_code, "code": error.code, "param": error.param, "type": error.type}
    return None


single = client.moderations.create(input=text)
several = client.moderations.create(model="omni-moderation-latest", input=["Bonjour, merci !", text])
parts = client.moderations.create(model="omni-moderation-latest", input=[{"type": "text", "text": "Bonjour"}, {"type": "text", "text": text}])
result = single.results[0]

print(json.dumps({
    "id": single.id,
    "model": single.model,
    "flagged": result.flagged,
    "harassment": result.categories.harassment,
    "threatening": result.category_scores.harassment_threatening,
    "self_harm": result.categories.self_harm_intent,
    "types": result.category_applied_input_types.violence_graphic,
    "categories": sorted(result.categories.to_dict()),
    "several": [one.flagged for one in several.results],
    "parts": [one.flagged for one in parts.results],
    "wrong_key": failure(lambda: client.with_options(api_key="wrong").moderations.create(input="a")),
    "empty": failure(lambda: client.moderations.create(input="")),
    "image": failure(lambda: client.moderations.create(input=[{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}])),
}))
