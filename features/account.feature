Feature: Changing and deleting an account

  Background:
    Given the user "mary"
    And "mary" has signed in

  Scenario: A new e-mail address is used once it is confirmed
    When "mary" sends PATCH /users/me saying
      """
      {"email": "new@latchkey.example"}
      """
    Then it is accepted with 202
    And "mary@latchkey.example" is told "A new e-mail address was asked for at Latchkey"
    And "mary" can sign in as "mary@latchkey.example"
    When "mary" gives the code mailed to "new@latchkey.example"
    Then it is accepted with 200
    And "mary@latchkey.example" is told "Your e-mail address at Latchkey was changed"
    And "mary" can sign in as "new@latchkey.example"
    When "anne" registers as "anne" with the address "mary@latchkey.example"
    Then it is accepted with 201

  Scenario: Another user's address cannot be taken over, and its owner is told
    Given the user "anne"
    When "mary" sends PATCH /users/me saying
      """
      {"email": "anne@latchkey.example"}
      """
    Then it is accepted with 202
    And "anne@latchkey.example" is told "Your e-mail address was asked for at Latchkey"

  Scenario: A code for one change is refused for another
    When "mary" sends PATCH /users/me saying
      """
      {"email": "new@latchkey.example"}
      """
    And "mary" sends PATCH /users/me with that challenge and the code mailed to "new@latchkey.example"
      """
      {"email": "other@latchkey.example"}
      """
    Then it is refused with 410, because "challenge_closed"

  Scenario: A new password signs out every other device
    Given "mary" has signed in on another device
    When "mary" sends POST /users/me/password saying
      """
      {"current_password": "velvet tractor orbit moss", "new_password": "eleven geese cross the yard"}
      """
    Then it is accepted with 204
    And "mary@latchkey.example" is told "Your password for Latchkey was changed"
    And the other device is signed out
    And "mary" is still signed in

  Scenario: A new password needs the current one
    When "mary" sends POST /users/me/password saying
      """
      {"current_password": "a guess at the password", "new_password": "eleven geese cross the yard"}
      """
    Then it is refused with 403, because "wrong_password"

  Scenario: An application stores a profile and metadata, and the user reads both
    Given the admin "boss"
    And "boss" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"profile": {"colour": "green"}}
      """
    Then it is accepted with 200
    When "mary" sends PATCH /users/me saying
      """
      {"metadata": {"plan": "gold"}}
      """
    Then it is refused with 403, because "admin_only"
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss", "metadata": {"plan": "gold"}}]}
      """
    Then the results are 201
    When "mary" sends GET /users/me
    Then it shows profile.colour as "green"
    And it shows metadata as "<nil>"

  Scenario: A user registers with a profile
    When a stranger sends POST /users/register saying
      """
      {"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss", "profile": {"colour": "green"}}
      """
    Then it is accepted with 201
    And it shows user.profile.colour as "green"

  Scenario: A user exports their data
    When "mary" sends GET /users/me/export
    Then it is accepted with 200
    And 1 "sessions" are shown

  Scenario: A user cannot see another user
    Given the user "anne"
    When "mary" asks for "anne"
    Then it is refused with 404, because "user_not_found"

  Scenario: Deleting an account needs a code, and frees name and address
    When "mary" sends DELETE /users/me
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then it is accepted with 204
    And "mary" is signed out
    When "anne" registers as "mary" with the address "mary@latchkey.example"
    Then it is accepted with 201
