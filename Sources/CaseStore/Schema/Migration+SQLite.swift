import CaseDomain

extension Migration {
  /// SQLite's dialect. PostgreSQL's texts will have the same numbers and names.
  ///
  /// A CHECK with IN and three values or more would build a temporary table for each row that is written; BETWEEN and OR
  /// do not. Unique columns that are mostly NULL have partial indices, so that the others' rows pay nothing.
  static let sqlite: [Migration] = [
    Migration(
      number: 1, name: "cases, people, topics, fields",
      script: [definitions, people, access, cases, customFields, feed, statistics, seed].joined(separator: "\n"))
  ]

  private static let definitions = """
    CREATE TABLE topics(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> ''),
      description TEXT NOT NULL DEFAULT '');
    CREATE TABLE statuses(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> ''),
      phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 11),
      is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)));
    CREATE UNIQUE INDEX statuses_default ON statuses(phase) WHERE is_default = 1;
    CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE secrets(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE backend_systems(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''));
    """

  // Customers, employees, API users and system users: a row a person or program, so that every table can name its user.
  // A text that is not known is NULL, not '': that needs no check and no value, and most rows know little.
  private static let people = """
    CREATE TABLE users(
      id INTEGER PRIMARY KEY,
      type INTEGER NOT NULL CHECK (type = 1 OR type = 2 OR type = 8 OR type = 17 OR type = 2048),
      created_at INTEGER NOT NULL,
      api_name TEXT CHECK (api_name <> ''),
      custom_id TEXT CHECK (custom_id <> ''),
      backend_system_id INTEGER REFERENCES backend_systems(id),
      backend_id TEXT CHECK (backend_id <> ''),
      email_key TEXT CHECK (email_key <> ''),
      email_address TEXT,
      gender TEXT CHECK (gender = 'M' OR gender = 'F' OR gender = 'O'),
      initials TEXT,
      first_name TEXT,
      last_name TEXT,
      phone_number TEXT,
      date_of_birth INTEGER,
      place_of_birth TEXT,
      bank_account TEXT,
      nickname TEXT,
      language_id TEXT,
      country_id TEXT,
      fiscal_id TEXT,
      social_security_number TEXT,
      title TEXT,
      salutation TEXT,
      account_type INTEGER NOT NULL DEFAULT 0 CHECK (account_type BETWEEN 0 AND 2),
      company_name TEXT,
      company_registration_number TEXT,
      company_vat_number TEXT,
      company_fiscal_id TEXT,
      backend_relation_id TEXT,
      CHECK ((backend_system_id IS NULL) = (backend_id IS NULL)),
      CHECK (backend_id IS NULL OR type = 2),
      CHECK ((api_name IS NOT NULL) = (type = 2048)));
    CREATE UNIQUE INDEX users_api_name ON users(api_name) WHERE api_name IS NOT NULL;
    CREATE UNIQUE INDEX users_custom_id ON users(custom_id) WHERE custom_id IS NOT NULL;
    CREATE UNIQUE INDEX users_backend ON users(backend_id, backend_system_id) WHERE backend_id IS NOT NULL;
    CREATE INDEX users_email ON users(email_key) WHERE email_key IS NOT NULL;
    CREATE TABLE addresses(
      user_id INTEGER NOT NULL REFERENCES users(id),
      kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
      address1 TEXT, address2 TEXT, house_number TEXT,
      first_name TEXT, last_name TEXT, zip_code TEXT,
      city TEXT, region TEXT, district TEXT, subdistrict TEXT,
      email_address TEXT, phone_number TEXT, state TEXT, country_id TEXT,
      PRIMARY KEY (user_id, kind)) WITHOUT ROWID;
    """

  private static let access = """
    CREATE TABLE tokens(
      id INTEGER PRIMARY KEY,
      user_id INTEGER NOT NULL REFERENCES users(id),
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      revoked_at INTEGER);
    CREATE TABLE roles(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''));
    CREATE TABLE role_functionalities(
      role_id INTEGER NOT NULL REFERENCES roles(id),
      functionality TEXT NOT NULL,
      PRIMARY KEY (role_id, functionality)) WITHOUT ROWID;
    CREATE TABLE user_roles(
      user_id INTEGER NOT NULL REFERENCES users(id),
      role_id INTEGER NOT NULL REFERENCES roles(id),
      PRIMARY KEY (user_id, role_id)) WITHOUT ROWID;
    """

  // What lists read comes first in the row, the long texts last: SQLite stops at the column it needs. An index on
  // (x, reporting_time) ends with the id by itself; PostgreSQL's will name it.
  //
  // Each index costs every push, so there is one only where a filter would else walk far. Closed cases and those of low
  // or medium priority are many: those filters walk the index by time.
  private static let cases = """
    CREATE TABLE cases(
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
      origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 9),
      topic_id INTEGER NOT NULL REFERENCES topics(id),
      status_id INTEGER NOT NULL REFERENCES statuses(id),
      phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 11),
      priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2 OR priority = 9),
      is_warranty INTEGER NOT NULL DEFAULT 0 CHECK (is_warranty IN (0, 1)),
      customer_id INTEGER REFERENCES users(id),
      assignee_id INTEGER REFERENCES users(id),
      assigned_on INTEGER,
      reporting_time INTEGER NOT NULL,
      last_interaction_time INTEGER,
      closing_time INTEGER,
      closure_reason INTEGER CHECK (closure_reason BETWEEN 1 AND 6),
      backend_system_id INTEGER REFERENCES backend_systems(id),
      backend_id TEXT CHECK (backend_id <> ''),
      originating_unit_backend_id TEXT CHECK (originating_unit_backend_id <> ''),
      title TEXT NOT NULL CHECK (title <> ''),
      description TEXT,
      summary TEXT,
      solution TEXT,
      closure_explanation TEXT,
      CHECK ((backend_system_id IS NULL) = (backend_id IS NULL)),
      CHECK (closing_time IS NULL OR phase = 11),
      CHECK (closure_reason IS NULL OR phase = 11),
      CHECK (assigned_on IS NULL OR assignee_id IS NOT NULL));
    CREATE UNIQUE INDEX cases_backend ON cases(backend_id, backend_system_id) WHERE backend_id IS NOT NULL;
    CREATE INDEX cases_customer ON cases(customer_id, reporting_time);
    CREATE INDEX cases_time ON cases(reporting_time);
    CREATE INDEX cases_status ON cases(status_id, reporting_time);
    CREATE INDEX cases_topic ON cases(topic_id, reporting_time);
    CREATE INDEX cases_phase ON cases(phase, reporting_time) WHERE phase < 11;
    CREATE INDEX cases_priority ON cases(priority, reporting_time) WHERE priority > 1;
    CREATE INDEX cases_assignee ON cases(assignee_id, reporting_time) WHERE assignee_id IS NOT NULL;
    CREATE TABLE interactions(
      id INTEGER PRIMARY KEY,
      case_id INTEGER NOT NULL REFERENCES cases(id),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
      is_customer_visible INTEGER NOT NULL CHECK (is_customer_visible IN (0, 1)),
      author_id INTEGER REFERENCES users(id),
      created_at INTEGER NOT NULL,
      text TEXT NOT NULL CHECK (text <> ''));
    CREATE INDEX interactions_case ON interactions(case_id, created_at);
    """

  // A value is text in canonical form, an array's is JSON text: the other data types need no new column.
  private static let customFields = """
    CREATE TABLE custom_field_types(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE custom_fields(
      id INTEGER PRIMARY KEY,
      type_id INTEGER NOT NULL REFERENCES custom_field_types(id),
      name TEXT NOT NULL CHECK (name <> ''),
      data_type INTEGER NOT NULL CHECK (data_type BETWEEN 0 AND 8),
      is_array INTEGER NOT NULL CHECK (is_array IN (0, 1)),
      organization_unit_set_id INTEGER NOT NULL DEFAULT 0,
      is_required INTEGER NOT NULL DEFAULT 0 CHECK (is_required IN (0, 1)),
      visible_by INTEGER NOT NULL DEFAULT 2049,
      editable_by INTEGER NOT NULL DEFAULT 2049,
      minimum_length INTEGER, maximum_length INTEGER,
      minimum_value TEXT, maximum_value TEXT,
      minimum_date INTEGER, maximum_date INTEGER,
      regular_expression TEXT,
      UNIQUE (type_id, name));
    CREATE TABLE custom_field_enum_values(
      field_id INTEGER NOT NULL REFERENCES custom_fields(id),
      key TEXT NOT NULL, label TEXT NOT NULL,
      PRIMARY KEY (field_id, key)) WITHOUT ROWID;
    CREATE TABLE case_custom_values(
      case_id INTEGER NOT NULL REFERENCES cases(id),
      field_id INTEGER NOT NULL REFERENCES custom_fields(id),
      value TEXT NOT NULL,
      PRIMARY KEY (case_id, field_id)) WITHOUT ROWID;
    """

  // A log: it names what it tells of, and outlives it, so it has no foreign keys. One writer gives the numbers, so their order is the commit order. Whoever prunes keeps the newest row: SQLite gives
  // out the number after the highest that is there.
  private static let feed = """
    CREATE TABLE changes(
      seq INTEGER PRIMARY KEY,
      case_id INTEGER,
      kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 99),
      version INTEGER,
      actor_id INTEGER,
      at INTEGER NOT NULL);
    """

  // What a large database would tell the planner, from the first row on, so that a plan never changes under way: how many
  // rows have one value of each index's first column, then of its first two. Without it the planner takes a time to be
  // as telling as a customer and a time.
  private static let statistics = """
    ANALYZE sqlite_schema;
    INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES
      ('cases', 'cases_backend', '5000000 1 1'),
      ('cases', 'cases_customer', '5000000 100 1'),
      ('cases', 'cases_time', '5000000 1000'),
      ('cases', 'cases_status', '5000000 500000 200'),
      ('cases', 'cases_topic', '5000000 100000 100'),
      ('cases', 'cases_phase', '100000 10000 10'),
      ('cases', 'cases_priority', '500000 200000 100'),
      ('cases', 'cases_assignee', '500000 1000 1');
    """

  private static let seed: String = {
    let topics = [
      ("Products", "Anything related to products."),
      ("Shipping", "Anything related to shipments for your order(s)."),
      ("Payment", "Anything related to pending or past payments."),
      ("Returns", "Anything related to returns."),
      ("Account", "Anything related to your account."),
      ("Promotions", "Anything related to promotions or discounts."),
      ("Other", "Anything not covered by the other topics."),
    ]
    let topicRows = topics.enumerated().map { "(\($0.offset + 1), '\($0.element.0)', '\($0.element.1)')" }
    // A default status has its phase's number.
    let statusRows = Phase.allCases.map { "(\($0.rawValue), '\($0.defaultStatusName)', \($0.rawValue), 1)" }
    return """
      INSERT INTO topics(id, name, description) VALUES \(topicRows.joined(separator: ", "));
      INSERT INTO statuses(id, name, phase, is_default) VALUES \(statusRows.joined(separator: ", "));
      INSERT INTO statuses(id, name, phase, is_default) VALUES (12, 'Closed - Escalated to TEM', 11, 0);
      INSERT INTO custom_field_types(id, name) VALUES (9, 'Case');
      """
  }()
}
