// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Nothing is possible here now: why, and where else.
Page {
    id: page

    title: qsTr("这台机器暂时不能办事")
    line: screen.reason
    code: screen.code
    needed: phone.implicitHeight
    picture: Sign { icon: "closed"; kind: "care" }

    PhoneCard { id: phone; width: parent.width; phone: page.screen.help_phone }
}
