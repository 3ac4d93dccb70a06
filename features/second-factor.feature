Feature: A second factor

  Scenario: Turning it on takes a code, and the next sign-in asks for one
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": true, "2fa_method": "email"}
      """
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then it is accepted with 200
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives a wrong code
    Then it is refused with 401, because "invalid_code"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A phone is confirmed before codes go to it
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": true, "2fa_method": "sms"}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "2fa_method" is "phone_unconfirmed"
    When "mary" sends PATCH /users/me saying
      """
      {"phone_number": "+447700900123"}
      """
    And "mary" gives the code texted to "+447700900123"
    Then it is accepted with 200
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": true, "2fa_method": "sms"}
      """
    And "mary" gives the code texted to "+447700900123"
    Then it is accepted with 200
    When "mary" gives name and password
    And "mary" gives the code texted to "+447700900123"
    Then "mary" is signed in

  Scenario: Whoever has codes texted has every code texted
    Given the user "mary"
    And "mary" has signed in
    And "mary" has codes texted to "+447700900123"
    When "mary" gives name and password
    And a minute goes by for the code
    And "mary" asks for another code
    Then it is accepted with 202
    When "mary" gives the code texted to "+447700900123"
    Then "mary" is signed in
    When "mary" sends DELETE /users/me
    And "mary" gives the code texted to "+447700900123"
    Then it is accepted with 204

  Scenario: Turning it off takes a code where codes go today
    Given the user "mary" with a second factor
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": false}
      """
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then it is accepted with 200
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario: Five wrong codes close the challenge
    Given the user "mary" with a second factor
    When "mary" gives name and password
    And "mary" gives a wrong code 5 times
    And "mary" gives the mailed code
    Then it is refused with 410, because "challenge_closed"

  Scenario: A code to sign in allows nothing else
    Given the user "mary" with a second factor
    And "mary" has signed in
    When "mary" gives name and password
    And "mary" sends DELETE /users/me with that challenge and the mailed code
    Then it is refused with 410, because "challenge_closed"

  Scenario: A code that could not be delivered is over, and the next one is good
    Given the user "mary" with a second factor
    And no message can be delivered
    When "mary" gives name and password
    Then it is refused with 503, because "delivery_failed"
    When messages are delivered again
    And "mary" gives name and password
    And "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: Another code is sent after a minute, and not before
    Given the user "mary" with a second factor
    When "mary" gives name and password
    And "mary" asks for another code
    Then it is refused with 429, because "resend_too_soon"
