public import CaseDomain

extension ReadTransaction {
  /// The API user of that name and what its roles grant; nil where there is none.
  public func apiUser(named name: String) throws -> (id: UserID, functionalities: Set<Functionality>)? {
    guard let id: UserID = try connection.first(.apiUser, { $0.bind(1, name) }, { $0.id(0) }) else { return nil }
    return (id, try functionalities(of: id))
  }
}
