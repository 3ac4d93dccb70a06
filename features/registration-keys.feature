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

  Scenario: Admins see which keys are out, and none of them in full
    Given "boss" has issued a registration key
    When "boss" sends GET /api/v1/admin/registration-keys
    Then it is accepted with 200
    And 1 "keys" are shown
    And the key is not shown
