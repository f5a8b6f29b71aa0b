// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The skeleton of every page. Portrait: question, way, picture, content, answers from top to bottom.
// Landscape: question, way and picture left; content and answers right. `single` pages have one column in either.
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
    property bool single: false
    property Component picture: null
    // How high the content is by nature: in one column the picture takes what is left, so that answers are within reach
    // and no place looks lost. A picture that would be lower than `leastPicture` is left out.
    property real needed: 0
    readonly property real leastPicture: 160
    property bool pictureRight: false
    default property alias content: body.data

    readonly property real free: body.height
    readonly property real low: notices.y - (notices.height > 0 || bar.empty ? Theme.gap : 0)
    readonly property bool stacked: Theme.portrait || single
    readonly property bool crowded: !Theme.portrait && keyboard
    readonly property real upper: Theme.portrait ? (keyboard ? 32 : 56) : crowded ? Theme.gap : Theme.margin * 0.75
    readonly property real column: stacked ? width - 2 * Theme.margin
        : Math.round((width - 3 * Theme.margin) * (keyboard ? 0.36 : 0.42))
    readonly property real rightX: stacked ? Theme.margin : Theme.margin * 2 + column
    readonly property real rightWidth: width - rightX - Theme.margin

    signal mainClicked
    signal secondClicked

    width: parent ? parent.width : 0
    height: parent ? parent.height : 0

    Question {
        id: question
        x: Theme.margin
        y: page.upper
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
        readonly property bool aside: !page.stacked && !page.pictureRight
        readonly property real below: way.y + (way.visible ? way.height + Theme.gap : Theme.gap / 2)
        active: page.picture !== null
        sourceComponent: page.picture
        x: aside ? Theme.margin : page.rightX
        y: page.stacked || aside ? below : page.upper
        width: aside ? page.column : page.rightWidth
        readonly property real spare: page.low - y - (page.needed > 0 ? page.needed + Theme.gap : 0)
        visible: height > 0
        height: !active ? 0 : aside ? page.height - y - Theme.gap : spare >= page.leastPicture ? spare : 0
    }
    Item {
        id: body
        x: page.rightX
        y: !page.stacked ? page.upper : picture.height > 0 ? picture.y + picture.height + Theme.gap : picture.below
        width: page.rightWidth
        height: (page.crowded ? bar.y - Theme.gap : page.low) - y
    }
    Column {
        id: notices
        x: page.crowded ? Theme.margin : page.rightX
        width: page.crowded ? page.column : page.rightWidth
        y: (page.crowded ? page.height : bar.y) - height - (bar.empty ? 0 : Theme.gap)
        spacing: Theme.gap / 2
        Notice { width: parent.width; text: page.problem }
        Label {
            visible: page.code !== ""
            text: qsTr("代码 %1").arg(page.code)
            color: Theme.ink2
            font.pixelSize: Theme.smallest
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
