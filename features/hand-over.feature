Feature: Handing a signed-in user over to an application
  The sign-in page of the service signs a user in for an application that the deployment lists. The
  application comes back with a code, for which it gets a session of its own.

  @application
  Scenario: A user goes on to an application
    Given the user "mary"
    And "mary" has signed in
    When "mary" is handed over to the application
    Then it is accepted with 201
    And it shows expires_in as "60"
    When the application redeems the code
    Then "mary" is signed in
    When "mary" sends GET /users/me/sessions
    Then 2 "sessions" are shown

  @application
  Scenario: A code works once, and ends its session if it is given again
    Given the user "mary"
    And "mary" has signed in
    When "mary" is handed over to the application
    And the application redeems the code
    Then "mary" is signed in
    When the application redeems the code
    Then it is refused with 401, because "invalid_authorization_code"
    And "mary" is signed out

  @application
  Scenario: Somebody who read the code cannot use it
    Given the user "mary"
    And "mary" has signed in
    When "mary" is handed over to the application
    And a stranger redeems the code
    Then it is refused with 401, because "invalid_authorization_code"

  Scenario: An application that nobody listed gets no code
    Given the user "mary"
    And "mary" has signed in
    When "mary" is handed over to the application
    Then it is refused with 422, because "invalid_fields"
    And the field "return_to" is "unknown_return_to"
