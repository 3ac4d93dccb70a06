Feature: Known devices

  Background:
    Given the user "mary"

  Scenario: Strangers who guess keep nobody from a known device
    When "mary" signs in and has the device remembered
    Then "mary" is signed in
    When a stranger guesses the password of "mary" 6 times
    And "mary" gives name and password
    Then it is refused with 429, because "too_many_requests"
    When "mary" gives name and password on the known device
    Then "mary" is signed in

  Scenario: A sign-in on another device is told
    When "mary" signs in and has the device remembered
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in
    And "mary@latchkey.example" is told "New sign-in to your account at Latchkey"

  Scenario: A user lists their devices and forgets one
    When "mary" signs in and has the device remembered
    Then "mary" is signed in
    When "mary" sends GET /users/me/devices
    Then 1 "devices" are shown
    When "mary" forgets the device
    Then it is accepted with 204
    When "mary" sends GET /users/me/devices
    Then 0 "devices" are shown
    When a stranger guesses the password of "mary" 6 times
    And "mary" gives name and password on the known device
    Then it is refused with 429, because "too_many_requests"

  Scenario: A new password ends them all
    When "mary" signs in and has the device remembered
    Then "mary" is signed in
    When "mary" asks for a new password
    And "mary" sets "quite another long password" with the mailed link
    Then it is accepted with 204
    When a stranger guesses the password of "mary" 6 times
    And "mary" gives name and password on the known device
    Then it is refused with 429, because "too_many_requests"
