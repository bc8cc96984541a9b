#include "utf8.h"
#include "wire.h"

#include <string.h>

enum { SEEN_WORDS = CW_SCAN_MAXIMUM_FIELDS / 64 };

// One scan.
typedef struct {
  const uint8_t *start;
  uint32_t maximum_depth;
  bool has_unknown;
  cw_scan_failure *failure;  // NULL where nobody asks
} scanner;

// One message within it.
typedef struct {
  const ProtobufCMessageDescriptor *descriptor;
  uint32_t level;             // the outermost is 1
  bool has_oneof_message;     // a message that is a member of a oneof was there
  const uint8_t *start;
  uint64_t seen[SEEN_WORDS];  // by position: the singular messages and oneof members that were there
} message;

// One field's record within that: its tag was read, its value comes next.
typedef struct {
  uint32_t number;
  uint32_t wire_type;
  const uint8_t *start;
  unsigned position;  // in the descriptor's fields
  const ProtobufCFieldDescriptor *field;
} record;

static cw_scan_code scan_message(scanner *scan, const ProtobufCMessageDescriptor *descriptor, cw_bytes bytes,
                                 uint32_t level);

static bool is_message(const ProtobufCFieldDescriptor *field) { return field->type == PROTOBUF_C_TYPE_MESSAGE; }

static bool is_seen(const message *m, unsigned position) { return m->seen[position / 64] >> (position % 64) & 1; }

// How many values of `field` the scanned bytes of a message hold; told to people who look for a broken one.
static uint32_t count_values(const ProtobufCFieldDescriptor *field, cw_bytes bytes) {
  uint32_t count = 0;
  while (bytes.at < bytes.end) {
    uint32_t tag;
    if (cw_read_short_varint(&bytes, &tag) != CW_SCAN_OK) return count;
    const uint8_t *value = bytes.at;
    if (cw_skip_value(&bytes, tag & 7) != CW_SCAN_OK) return count;
    if (tag >> 3 != field->id) continue;
    uint32_t wire_type = cw_wire_type(field->type);
    if ((tag & 7) == wire_type) {
      count += 1;
    } else if (wire_type == PROTOBUF_C_WIRE_TYPE_VARINT) {
      cw_bytes whole = {value, bytes.at};
      cw_bytes packed;
      if (cw_read_delimited(&whole, &packed) != CW_SCAN_OK) return count;
      for (const uint8_t *at = packed.at; at < packed.end; at++) count += *at < 0x80;
    } else {
      uint32_t width = wire_type == PROTOBUF_C_WIRE_TYPE_64BIT ? 8 : 4;
      count += (uint32_t)(bytes.at - value) / width;
    }
  }
  return count;
}

// Begins the tale of a failure: what and where.
static cw_scan_code fail(const scanner *scan, uint32_t depth, cw_scan_code code, const uint8_t *at) {
  if (scan->failure == NULL) return code;
  scan->failure->code = code;
  scan->failure->offset = (size_t)(at - scan->start);
  scan->failure->depth = depth;
  return code;
}

// Fails at a value: the path then ends with its field.
static cw_scan_code fail_value(const scanner *scan, const message *m, cw_scan_code code, const uint8_t *at) {
  return fail(scan, m->level, code, at);
}

// Adds the step of a message to the path of a failure below it.
static cw_scan_code add_step(const scanner *scan, const message *m, const record *r, cw_scan_code code) {
  if (scan->failure == NULL) return code;
  cw_path_step *step = &scan->failure->path[m->level - 1];
  step->number = r->number;
  step->index = 0;
  if (r->field != NULL && r->field->label == PROTOBUF_C_LABEL_REPEATED) {
    step->index = count_values(r->field, (cw_bytes){m->start, r->start});
  }
  return code;
}

// Whether another member of the field's oneof was there, and one of the two is a message.
static bool replaces_oneof_message(const message *m, const record *r) {
  if (!is_message(r->field) && !m->has_oneof_message) return false;
  const ProtobufCFieldDescriptor *fields = m->descriptor->fields;
  for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
    if (i == r->position || !is_seen(m, i)) continue;
    if (!(fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) continue;
    if (fields[i].quantifier_offset != r->field->quantifier_offset) continue;
    if (is_message(r->field) || is_message(&fields[i])) return true;
  }
  return false;
}

// Refuses what protobuf-c would merge wrongly, or in quadratic time: a singular message that comes again, and a oneof
// whose message is replaced.
static cw_scan_code note_singular(message *m, const record *r) {
  bool in_oneof = r->field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
  if (!in_oneof && !is_message(r->field)) return CW_SCAN_OK;
  if (is_seen(m, r->position)) return is_message(r->field) ? CW_SCAN_REPEATED_SINGULAR : CW_SCAN_OK;
  if (in_oneof) {
    if (replaces_oneof_message(m, r)) return CW_SCAN_REPEATED_ONEOF;
    if (is_message(r->field)) m->has_oneof_message = true;
  }
  m->seen[r->position / 64] |= (uint64_t)1 << (r->position % 64);
  return CW_SCAN_OK;
}

// Packed values, as protobuf-c takes them.
static cw_scan_code scan_packed(const scanner *scan, const message *m, const record *r, cw_bytes *bytes) {
  cw_bytes packed;
  cw_scan_code code = cw_read_delimited(bytes, &packed);
  if (code != CW_SCAN_OK) return fail_value(scan, m, code, r->start);
  if (r->field->type == PROTOBUF_C_TYPE_BOOL) {
    for (; packed.at < packed.end; packed.at++) {
      if (*packed.at > 1) return fail_value(scan, m, CW_SCAN_BAD_PACKED_VALUE, packed.at);
    }
    return CW_SCAN_OK;
  }
  uint32_t wire_type = cw_wire_type(r->field->type);
  if (wire_type != PROTOBUF_C_WIRE_TYPE_VARINT) {
    size_t width = wire_type == PROTOBUF_C_WIRE_TYPE_64BIT ? 8 : 4;
    bool whole = (size_t)(packed.end - packed.at) % width == 0;
    return whole ? CW_SCAN_OK : fail_value(scan, m, CW_SCAN_BAD_PACKED_VALUE, packed.at);
  }
  while (packed.at < packed.end) {
    code = cw_skip_varint(&packed);
    if (code != CW_SCAN_OK) return fail_value(scan, m, code, packed.at);
  }
  return CW_SCAN_OK;
}

// A string, bytes or a message.
static cw_scan_code scan_delimited(scanner *scan, const message *m, const record *r, cw_bytes *bytes) {
  cw_bytes content;
  cw_scan_code code = cw_read_delimited(bytes, &content);
  if (code != CW_SCAN_OK) return fail_value(scan, m, code, r->start);
  if (r->field->type == PROTOBUF_C_TYPE_MESSAGE) {
    if (m->level >= scan->maximum_depth) return fail_value(scan, m, CW_SCAN_TOO_DEEP, r->start);
    return scan_message(scan, r->field->descriptor, content, m->level + 1);
  }
  if (r->field->type == PROTOBUF_C_TYPE_STRING) {
    const uint8_t *wrong;
    code = cw_check_text(content.at, (size_t)(content.end - content.at), &wrong);
    if (code != CW_SCAN_OK) return fail_value(scan, m, code, wrong);
  }
  return CW_SCAN_OK;
}

static cw_scan_code scan_value(scanner *scan, message *m, const record *r, cw_bytes *bytes) {
  cw_scan_code code;
  uint32_t expected = r->field == NULL ? r->wire_type : cw_wire_type(r->field->type);
  if (r->field == NULL) {
    scan->has_unknown = true;
  } else if (r->wire_type != expected) {
    if (r->wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED && r->field->label == PROTOBUF_C_LABEL_REPEATED) {
      return scan_packed(scan, m, r, bytes);
    }
    code = cw_skip_value(bytes, r->wire_type);
    bool impossible = code == CW_SCAN_GROUP || code == CW_SCAN_RESERVED_WIRE_TYPE;
    return fail_value(scan, m, impossible ? code : CW_SCAN_WRONG_WIRE_TYPE, r->start);
  } else if (r->field->label != PROTOBUF_C_LABEL_REPEATED) {
    code = note_singular(m, r);
    if (code != CW_SCAN_OK) return fail_value(scan, m, code, r->start);
  }
  if (r->field != NULL && expected == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED) {
    return scan_delimited(scan, m, r, bytes);
  }
  code = cw_skip_value(bytes, r->wire_type);
  return code == CW_SCAN_OK ? code : fail_value(scan, m, code, r->start);
}

static cw_scan_code scan_message(scanner *scan, const ProtobufCMessageDescriptor *descriptor, cw_bytes bytes,
                                 uint32_t level) {
  if (descriptor->n_fields > CW_SCAN_MAXIMUM_FIELDS) {
    return fail(scan, level - 1, CW_SCAN_TOO_MANY_FIELDS, bytes.at);
  }
  message m;
  m.descriptor = descriptor;
  m.level = level;
  m.has_oneof_message = false;
  m.start = bytes.at;
  memset(m.seen, 0, (descriptor->n_fields + 63) / 64 * sizeof(uint64_t));
  unsigned guess = 0;
  while (bytes.at < bytes.end) {
    record r = {.start = bytes.at};
    uint32_t tag;
    cw_scan_code code = cw_read_short_varint(&bytes, &tag);
    if (code == CW_SCAN_OK && tag >> 3 == 0) code = CW_SCAN_BAD_TAG;
    // The path then ends with the message: which field it was meant to be is not known.
    if (code != CW_SCAN_OK) return fail(scan, level - 1, code, r.start);
    r.number = tag >> 3;
    r.wire_type = tag & 7;
    int position = cw_find_field(descriptor, r.number, guess);
    if (position >= 0) {
      r.position = (unsigned)position;
      r.field = &descriptor->fields[position];
      guess = r.position + (r.field->label == PROTOBUF_C_LABEL_REPEATED ? 0 : 1);
    }
    code = scan_value(scan, &m, &r, &bytes);
    if (code != CW_SCAN_OK) return add_step(scan, &m, &r, code);
  }
  return CW_SCAN_OK;
}

cw_scan_code cw_scan(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                     uint32_t maximum_depth, bool *has_unknown, cw_scan_failure *failure) {
  scanner scan = {
    .start = bytes,
    .maximum_depth = maximum_depth < CW_SCAN_MAXIMUM_DEPTH ? maximum_depth : CW_SCAN_MAXIMUM_DEPTH,
    .failure = failure,
  };
  cw_scan_code code = scan_message(&scan, descriptor, (cw_bytes){bytes, bytes + length}, 1);
  *has_unknown = scan.has_unknown;
  return code;
}
