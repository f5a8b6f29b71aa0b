// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A place to write in: the virtual keyboard writes here. The text belongs to the field until the page goes.
Item {
    id: field

    property string name
    property string hint
    property int maxLength: 0
    property bool wrong: false
    property alias text: edit.text
    readonly property int length: letters(edit.text).length

    // The characters as people count them: an emoji or a rare character is one, not two.
    function letters(words) {
        return words.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[^]/g) ?? []
    }

    // Takes in what is still being composed, and returns the text.
    function written() {
        Qt.inputMethod.commit()
        return edit.text.trim()
    }

    // Puts ready-made words behind the text, with a comma between where the text has no sign of its own there.
    function add(words) {
        Qt.inputMethod.commit()
        const comma = edit.length === 0 || /[\s,.;:!?，。、；：！？…]$/.test(edit.text) ? "" : bridge.language === "en" ? ", " : "，"
        edit.insert(edit.length, comma + words)
        edit.cursorPosition = edit.length
    }

    function replaceAll(words) {
        edit.text = words
        edit.cursorPosition = edit.length
    }

    Component.onCompleted: edit.forceActiveFocus()

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.card
        border { width: edit.activeFocus ? 4 : 2; color: field.wrong ? Theme.care : edit.activeFocus ? Theme.primary : Theme.hairline }
    }
    Flickable {
        id: view
        anchors { fill: parent; margins: Theme.gap; bottomMargin: Theme.gap + (count.visible ? count.height : 0) }
        contentHeight: edit.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        function follow(box) {
            if (box.y < contentY)
                contentY = box.y
            else if (box.y + box.height > contentY + height)
                contentY = box.y + box.height - height
        }
        TextEdit {
            id: edit
            width: view.width
            height: Math.max(implicitHeight, view.height)
            color: Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.body + 4
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            selectByMouse: false
            inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoAutoUppercase
            cursorDelegate: Rectangle {
                width: 4
                color: Theme.primary
                visible: edit.activeFocus
            }
            Accessible.role: Accessible.EditableText
            Accessible.name: field.name
            onCursorRectangleChanged: view.follow(cursorRectangle)
            onTextChanged: {
                const written = field.letters(text)
                if (field.maxLength > 0 && written.length > field.maxLength)
                    field.replaceAll(written.slice(0, field.maxLength).join(""))
            }
        }
    }
    Label {
        visible: field.length === 0 && edit.preeditText === ""
        x: view.x
        y: view.y
        width: view.width
        text: field.hint
        color: "#667085"
        font.pixelSize: Theme.body + 4
        Accessible.ignored: true
    }
    Label {
        id: count
        visible: field.maxLength > 0
        anchors { right: parent.right; bottom: parent.bottom; margins: Theme.gap * 0.75 }
        text: qsTr("%1/%2 字").arg(field.length).arg(field.maxLength)
        color: field.length >= field.maxLength ? Theme.care : Theme.ink2
        font.pixelSize: Theme.smallest
    }
}
