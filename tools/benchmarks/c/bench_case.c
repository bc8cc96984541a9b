#include "bench_case.h"

#include "bench.pb-c.h"

static char title[] = "Delivery damaged: replacement for parcel 00342";
static char description[] =
    "The customer reports that the parcel arrived with a broken corner and that two of the four items were scratched. "
    "Pictures were attached. They ask for a replacement before Friday or a full refund to the original payment method; "
    "they prefer email.";
static uint8_t blob_id[] = "3f2b8c1e-9a47-4d0b-8f55-7c1d2e9a6b40";

size_t answer_case(const uint8_t *request, size_t length, uint8_t *answer) {
  Casewire__Bench__V1__GetCaseRequest *decoded =
      casewire__bench__v1__get_case_request__unpack(NULL, length, request);
  if (decoded == NULL) return 0;

  Casewire__Bench__V1__NamedID topic = CASEWIRE__BENCH__V1__NAMED_ID__INIT;
  topic.id = 17;
  topic.name = "Returns and complaints";
  Casewire__Bench__V1__NamedID status = CASEWIRE__BENCH__V1__NAMED_ID__INIT;
  status.id = 3;
  status.name = "Waiting for customer";

  Casewire__Bench__V1__GetCaseResponse response = CASEWIRE__BENCH__V1__GET_CASE_RESPONSE__INIT;
  response.id = decoded->id;
  response.topic = &topic;
  response.status = &status;
  response.priority = 2;
  response.title = title;
  response.description = description;
  response.order_id = 90017345;
  response.unread = 1;
  response.creation_time = 1763712345678901;
  response.blob_id.data = blob_id;
  response.blob_id.len = sizeof blob_id - 1;

  casewire__bench__v1__get_case_request__free_unpacked(decoded, NULL);
  return casewire__bench__v1__get_case_response__pack(&response, answer);
}
