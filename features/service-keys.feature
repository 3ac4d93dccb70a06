Feature: Service keys
  A program calls the service with a key of its own, for what its scopes allow.

  Background:
    Given the admin "boss"
    And "boss" has signed in
    And the user "mary"
    When "boss" issues a service key with the scope "users:read" for "reports"
    Then it is accepted with 201

  Scenario: A key does what its scopes allow
    When "reports" sends GET /api/v1/admin/users?username=mary
    Then it is accepted with 200
    And 1 "users" are shown

  Scenario: A key does nothing else
    When "reports" sends GET /api/v1/admin/service-keys
    Then it is refused with 403, because "scope_missing"
    When "reports" sends POST /api/v1/admin/users/mary/allow-reset
    Then it is refused with 403, because "scope_missing"

  Scenario: A revoked key is refused at once
    When "boss" revokes the service key
    Then it is accepted with 204
    When "reports" sends GET /api/v1/admin/users
    Then it is refused with 401, because "token_invalid"
    When "boss" sends GET /api/v1/admin/service-keys
    Then it is accepted with 200
    And 1 "keys" are shown
