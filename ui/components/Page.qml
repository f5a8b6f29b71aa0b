// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The skeleton of every page. Portrait: question, way, picture, content, answers from top to bottom.
// Landscape: question, way and picture left; content and answers right.
Item {
    id: page

    property var screen: ({})
    property string title
    property string line
    property int titleSize: Theme.question
    property string problem: ""
    property string code: ""
    property string main: ""
    property string second: ""
    property bool back: false
    property bool keyboard: false
    property Component picture: null
    property real pictureShare: 0.42
    property bool home: false
    property real free: body.height
    default property alias content: body.data

    width: parent ? parent.width : 0
    height: parent ? parent.height : 0

    readonly property real column: Theme.portrait ? width - 2 * Theme.margin
        : Math.round((width - 2 * Theme.margin - Theme.margin) * (keyboard ? 0.36 : 0.42))
    readonly property real rightX: Theme.portrait ? Theme.margin : Theme.margin * 2 + column
    readonly property real rightWidth: Theme.portrait ? column : width - rightX - Theme.margin

    signal mainClicked
    signal secondClicked

    Question {
        id: question
        x: Theme.margin
        y: Theme.portrait ? (page.keyboard ? 32 : 56) : Theme.margin * 0.75
        width: page.column
        title: page.title
        line: page.line
        size: page.titleSize
    }
    Way {
        id: way
        x: Theme.margin
        y: question.y + question.height + Theme.gap
        width: page.column
        steps: bridge.way
    }
    Loader {
        id: picture
        active: page.picture !== null
        sourceComponent: page.picture
        x: Theme.margin
        y: way.y + (way.visible ? way.height + Theme.gap : Theme.gap / 2)
        width: page.column
        height: !active ? 0 : Theme.portrait ? (bar.y - y - Theme.gap) * page.pictureShare : page.height - y - Theme.gap
    }
    Item {
        id: body
        x: page.rightX
        y: Theme.portrait ? (page.picture ? picture.y + picture.height + Theme.gap : picture.y) : Theme.margin * 0.75
        width: page.rightWidth
        height: notices.y - y - (notices.height > 0 ? Theme.gap : 0)
    }
    Column {
        id: notices
        x: page.rightX
        width: page.rightWidth
        y: bar.y - height - Theme.gap
        spacing: Theme.gap / 2
        Notice { width: parent.width; text: page.problem }
        Label {
            visible: page.code !== ""
            text: qsTr("代码 %1").arg(page.code)
            color: Theme.ink2
            font.pixelSize: Theme.technical
        }
    }
    ActionBar {
        id: bar
        x: page.rightX
        y: page.height - height - (Theme.portrait ? 16 : Theme.gap / 2)
        width: page.rightWidth
        main: page.main
        second: page.second
        back: page.back
        onMainClicked: page.mainClicked()
        onSecondClicked: page.secondClicked()
    }
}
