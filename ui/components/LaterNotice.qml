// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// Up to when a paper that cannot be printed now waits for its owner's card; nothing when it does not wait.
Notice {
    property string until: ""

    kind: "plain"
    icon: "clock"
    text: until === "" ? "" : qsTr("打印机好了，放上您的证件就能补打，今天 %1 前有效").arg(until)
}
