extension Ticket {
  /// The backend system that all converted tickets come from.
  public static let backendSystemID = "tickets"

  /// When a ticket without any time is said to be reported: the day on which the data set was taken.
  static let dayOfData = "2023-06-01T00:00:00.000Z"

  /// The push of this ticket (R26): one line of JSON, without the line's end.
  ///
  /// What goes where, and what is made of missing and disordered times, is in the README beside this package.
  public func push() throws(TicketError) -> String {
    var push = JSONObject()
    push.put("BackendSystemID", Self.backendSystemID)
    push.put("BackendID", try required(.id))
    push.put("Topic", try required(.type))
    push.put("Title", try required(.subject))
    push.put("Description", self[.description])
    push.put("Solution", self[.resolution])
    push.put("Customer", try customer())
    push.put(
      "Priority", try mapped(.priority, by: ["Low": 0, "Medium": 1, "High": 2, "Critical": 9]))
    push.put("Status", try required(.status))
    try putTimes(in: &push)
    return push.text
  }

  private func customer() throws(TicketError) -> JSONObject {
    let name = PersonNameParts(self[.customerName])
    var customer = JSONObject()
    customer.put("EmailAddress", try required(.customerEmail))
    customer.put("Gender", try mapped(.customerGender, by: ["Male": "M", "Female": "F", "Other": "O", "": ""]))
    customer.put("FirstName", name.firstName)
    customer.put("LastName", name.lastName)
    customer.put("Title", name.title)
    return customer
  }

  private func putTimes(in push: inout JSONObject) throws(TicketError) {
    let response = try time(.firstResponseTime)
    let resolution = try time(.timeToResolution)
    let times = [response, resolution].compactMap(\.self).sorted()
    push.put("ReportingTime", times.first?.json ?? Self.dayOfData)
    push.put("LastInteractionTime", times.last?.json ?? "")
    if self[.status] == "Closed" {
      guard resolution != nil else { throw error(.timeToResolution, "it is empty, and the ticket is Closed") }
      push.put("ClosingTime", times.last?.json ?? "")
    }
  }
}
