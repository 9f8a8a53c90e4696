"""The SDK for Python that the argument names, `segment` or `rudderstack`, as it is, telling the story."""

import importlib
import json
import os
import pathlib
import sys

analytics = importlib.import_module(f"{sys.argv[1]}.analytics")
story = json.loads((pathlib.Path(__file__).parent / "story.json").read_text())
failed = []
analytics.write_key = os.environ["HILO_KEY"]
analytics.host = analytics.dataPlaneUrl = os.environ["HILO_URL"]
analytics.gzip = True
analytics.on_error = lambda error, items: failed.append(error)
analytics.identify(story["person"], {"name": "Ana Morales", "email": "ana@example.es"}, anonymous_id=story["browser"])
analytics.page(story["person"], None, "Home", {"path": "/"})
analytics.screen(story["person"], None, "Start")
analytics.group(story["person"], story["group"], {"name": "Club"})
analytics.alias(story["before"], story["person"])
for event in story["events"]:
    analytics.track(story["person"], event, {"sku": "85048", "price": 12.5, "currency": "EUR", "quantity": 1})
for number in range(story["many"]):
    analytics.track(story["person"], "Product Viewed", {"sku": f"S-{number}"})
analytics.shutdown()
for error in failed:
    print(error, file=sys.stderr)
sys.exit(1 if failed else 0)
