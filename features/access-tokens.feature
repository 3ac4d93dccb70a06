Feature: Access tokens for other programs
  A program that verifies on its own who calls gets a token that is a copy of the session, for five
  minutes. The session stays what signs in here, and what is revoked.

  Scenario: A token for another program, as long as the session lasts
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends POST /token
    Then it is accepted with 200
    And it shows token_type as "Bearer"
    And it shows expires_in as "300"

  Scenario: Another audience than the deployment has
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends POST /token saying
      """
      {"audience": "another program"}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "audience" is "unknown_audience"

  Scenario: A stranger gets none
    When a stranger sends POST /token
    Then it is refused with 401, because "token_missing"

  Scenario: After signing out there is none
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends POST /users/logout
    And "mary" sends POST /token
    Then it is refused with 401, because "token_invalid"
