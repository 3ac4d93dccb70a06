@keys
Feature: Accounts by invitation
  Where the service is set to registration by key, an account takes a key that an admin issued.

  Background:
    Given the admin "boss"
    And "boss" has signed in

  Scenario: One key makes one account
    Given "boss" has issued a registration key
    When "mary" registers with the key
    Then it is accepted with 201
    When "anne" registers with the key
    Then it is refused with 403, because "invalid_registration_key"

  Scenario: Without a key there is no account
    When "mary" registers
    Then it is refused with 403, because "invalid_registration_key"

  Scenario: A refused registration spends nothing
    Given "boss" has issued a registration key
    When "mary" registers with the key and a password that is too short
    Then it is refused with 422, because "invalid_fields"
    When "mary" registers with the key
    Then it is accepted with 201

  Scenario: A revoked key is worth nothing
    Given "boss" has issued a registration key
    When "boss" revokes the key
    Then it is accepted with 204
    When "mary" registers with the key
    Then it is refused with 403, because "invalid_registration_key"

  Scenario: A key stays spent when its account is deleted, and forgets whose it was
    Given "boss" has issued a registration key
    When "mary" registers with the key
    And "mary" gives the mailed code
    Given "mary" has signed in
    When "mary" sends DELETE /users/me
    And "mary" gives the mailed code
    Then it is accepted with 204
    When "anne" registers with the key
    Then it is refused with 403, because "invalid_registration_key"
    When "boss" sends GET /api/v1/admin/registration-keys
    Then 1 "keys" are shown
    And no key says who used it

  Scenario: Keys forget whose they were when many accounts are deleted, too
    Given "boss" has issued a registration key
    When "mary" registers with the key
    And "mary" gives the mailed code
    Given "boss" has issued a registration key
    When "anne" registers with the key
    And "anne" gives the mailed code
    And "boss" deletes "mary" and "anne" at once
    And "boss" gives the mailed code
    Then the results are 204, 204
    When "boss" sends GET /api/v1/admin/registration-keys
    Then 2 "keys" are shown
    And no key says who used it

  Scenario: Admins see which keys are out, and none of them in full
    Given "boss" has issued a registration key
    When "boss" sends GET /api/v1/admin/registration-keys
    Then it is accepted with 200
    And 1 "keys" are shown
    And the key is not shown
