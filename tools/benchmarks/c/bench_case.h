// The case that every server of the benchmark answers with.
#pragma once
#include <stddef.h>
#include <stdint.h>

// No answer is longer, in bytes.
enum { MAX_ANSWER_BYTES = 1024 };

// Decodes a GetCaseRequest and encodes its GetCaseResponse at `answer`, which has room for MAX_ANSWER_BYTES.
// Returns the length of the answer, or 0 where the request cannot be decoded.
size_t answer_case(const uint8_t *request, size_t length, uint8_t *answer);
