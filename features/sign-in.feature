Feature: Signing in and out

  Background:
    Given the user "mary"

  Scenario: Sign in by username or by address
    When "mary" gives name and password
    Then "mary" is signed in
    When a stranger sends POST /users/login saying
      """
      {"username": "MARY@latchkey.example", "password": "velvet tractor orbit moss"}
      """
    Then it is accepted with 200
    When a stranger sends POST /users/login saying
      """
      {"username": " Mary ", "password": "velvet tractor orbit moss"}
      """
    Then it is accepted with 200

  Scenario Outline: A refused sign-in does not say why
    When a stranger sends POST /users/login saying
      """
      {"username": "<name>", "password": "<password>"}
      """
    Then it is refused with 401, because "invalid_credentials"

    Examples:
      | name   | password                  |
      | mary   | not the password at all   |
      | nobody | velvet tractor orbit moss |

  Scenario: Signing out ends the session at once
    Given "mary" has signed in
    When "mary" sends POST /users/logout
    Then it is accepted with 204
    And "mary" is signed out

  Scenario: A user lists their sessions and ends one
    Given "mary" has signed in
    And "mary" has signed in on another device
    When "mary" sends GET /users/me/sessions
    Then it is accepted with 200
    And 2 "sessions" are shown
    When "mary" ends the other session
    Then it is accepted with 204
    And the other device is signed out
    And "mary" is still signed in

  Scenario: A sign-in with a token takes the place of its session
    Given "mary" has signed in
    When "mary" signs in again with the token
    Then it is accepted with 200
    When "mary" sends GET /users/me/sessions
    Then it is accepted with 200
    And 1 "sessions" are shown

  Scenario: The sixth guess is refused
    When a stranger guesses the password of "mary" 5 times
    And "mary" gives name and password
    Then it is refused with 429, because "too_many_requests"
