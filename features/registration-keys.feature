@keys
Feature: Accounts by invitation
  If registration needs a key, an account is made with a key that an admin issued.

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

  Scenario: A refused registration does not use the key
    Given "boss" has issued a registration key
    When "mary" registers with the key and a password that is too short
    Then it is refused with 422, because "invalid_fields"
    When "mary" registers with the key
    Then it is accepted with 201

  Scenario: A revoked key is refused
    Given "boss" has issued a registration key
    When "boss" revokes the key
    Then it is accepted with 204
    When "mary" registers with the key
    Then it is refused with 403, because "invalid_registration_key"

  Scenario: A key stays used when its account is deleted, and no longer names the user
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

  Scenario: Keys no longer name users who are deleted in one request
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

  Scenario: Admins see which keys were issued, but no key in full
    Given "boss" has issued a registration key
    When "boss" sends GET /api/v1/admin/registration-keys
    Then it is accepted with 200
    And 1 "keys" are shown
    And the key is not shown
