"""The same work done by the published Python packages, in CPU time, as JSON lines."""
import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)


def tell(name, count, seconds):
    print(json.dumps({"name": name, "count": count, "cpu": round(seconds, 3), "rate": round(count / seconds)}), flush=True)


from epcis_event_hash_generator import events_from_file_reader, hash_generator  # noqa: E402

start = time.process_time()
events = events_from_file_reader.event_list_from_file(sys.argv[1])
hashes = hash_generator.epcis_hashes_from_events(events)
tell("epcis-event-hash-generator 1.9.3 parse and hash", len(hashes), time.process_time() - start)

from biip.gs1_digital_link_uris import GS1DigitalLinkURI  # noqa: E402

links = open(sys.argv[2]).read().split()
start = time.process_time()
good = 0
for link in links:
    try:
        GS1DigitalLinkURI.parse(link)
        good += 1
    except Exception:
        pass
tell("biip 5.2.0 digital link", len(links), time.process_time() - start)
