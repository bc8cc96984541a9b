# Reads Swift Testing's event stream (a JSON document a line) and prints a line a test function:
# passed, failed or skipped, a tab, and the test's name. A test that started and never ended is failed; one that
# passed with a known issue proves nothing, and counts as skipped.

# The string that follows `"key":` in the line, unescaped as far as names need it; empty where there is none.
function member(line, key,    start, text, character) {
  start = index(line, "\"" key "\":\"")
  if (start == 0) return ""
  line = substr(line, start + length(key) + 4)
  text = ""
  while (line != "") {
    character = substr(line, 1, 1)
    if (character == "\"") break
    if (character == "\\") {
      line = substr(line, 2)
      character = substr(line, 1, 1)
      if (character == "n" || character == "t") character = " "
    }
    text = text character
    line = substr(line, 2)
  }
  return text
}

/^[{]"kind":"test",/ && /"kind":"function"/ {
  id = member($0, "id")
  if (!(id in name)) order[++count] = id
  name[id] = member($0, "displayName")
  if (name[id] == "") name[id] = member($0, "name")
}
/^[{]"kind":"event",/ {
  id = member($0, "testID")
  if (!(id in name)) next
  if (/"kind":"testStarted"/) outcome[id] = "failed"
  if (/"kind":"testSkipped"/) outcome[id] = "skipped"
  if (/"kind":"testEnded"/) outcome[id] = /"symbol":"pass"/ ? "passed" : /"symbol":"passWithKnownIssue"/ ? "skipped" : "failed"
}
END {
  for (i = 1; i <= count; i++) if (order[i] in outcome) print outcome[order[i]] "\t" name[order[i]]
}
