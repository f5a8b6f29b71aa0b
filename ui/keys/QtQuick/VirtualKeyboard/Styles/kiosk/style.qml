// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Styles
import "../../../../../components"
import "../../../../../theme"
import "../../../../caps"

// The keyboard in our look: white keys on a quiet ground, large letters.
KeyboardStyle {
    id: look

    readonly property int letter: Theme.portrait ? 44 : Theme.small ? 26 : 38

    keyboardDesignWidth: Theme.keyboardWidth
    keyboardDesignHeight: Theme.keyRow * Theme.keyRows + 16
    keyboardRelativeLeftMargin: 8 / keyboardDesignWidth
    keyboardRelativeRightMargin: 8 / keyboardDesignWidth
    keyboardRelativeTopMargin: 8 / keyboardDesignHeight
    keyboardRelativeBottomMargin: 8 / keyboardDesignHeight
    keyboardBackground: Rectangle { color: "#D5DCE5" }

    keyPanel: KeyCap { letter: look.letter; small: true }
    backspaceKeyPanel: KeyCap { letter: look.letter; quiet: true; icon: "backspace" }
    enterKeyPanel: KeyCap { letter: look.letter; quiet: true; icon: "enter" }
    languageKeyPanel: KeyCap { letter: look.letter; quiet: true; icon: "language" }
    shiftKeyPanel: KeyCap { letter: look.letter; quiet: true; icon: "shift"; lit: InputContext.capsLockActive || InputContext.shiftActive }
    symbolKeyPanel: KeyCap { letter: look.letter; quiet: true }
    modeKeyPanel: KeyCap { letter: look.letter; quiet: true }
    spaceKeyPanel: KeyCap {
        letter: look.letter
        words: ({ zh_CN: "拼音", zh_HK: "倉頡", en_GB: "English" })[InputContext.locale] ?? ""
    }

    characterPreviewMargin: 8
    characterPreviewDelegate: Item {
        property string text
        property string flickLeft
        property string flickTop
        property string flickRight
        property string flickBottom
        Rectangle {
            anchors.fill: parent
            radius: 12
            color: Theme.primary
            Label { anchors.centerIn: parent; text: parent.parent.text; color: Theme.inkOnPrimary; font.pixelSize: Math.round(look.letter * 1.3); strong: true; Accessible.ignored: true }
        }
    }

    alternateKeysListItemWidth: look.letter * 2.2
    alternateKeysListItemHeight: look.letter * 2.2
    alternateKeysListDelegate: Item {
        width: alternateKeysListItemWidth
        height: alternateKeysListItemHeight
        Label { anchors.centerIn: parent; text: model.text; font.pixelSize: look.letter; color: Theme.inkOnPrimary; Accessible.ignored: true }
    }
    alternateKeysListHighlight: Rectangle { color: Qt.darker(Theme.primary, 1.3); radius: 12 }
    alternateKeysListBackground: Rectangle { color: Theme.primary; radius: 12 }

    selectionListHeight: Theme.candidates
    selectionListBackground: Rectangle {
        color: Theme.card
        Rectangle { width: parent.width; height: 2; color: Theme.hairline }
    }
    selectionListHighlight: Item {}
    selectionListDelegate: SelectionListItem {
        id: candidate
        objectName: "candidate"
        readonly property string text: display
        width: Math.max(word.implicitWidth + look.letter, Theme.candidates)
        Rectangle {
            anchors { fill: parent; margins: 8 }
            radius: 12
            color: candidate.ListView.isCurrentItem ? Theme.quiet : "transparent"
        }
        Label {
            id: word
            anchors.centerIn: parent
            text: candidate.text
            color: candidate.ListView.isCurrentItem ? Theme.inkOnQuiet : Theme.ink
            font.pixelSize: look.letter
            wrapMode: Text.NoWrap
            Accessible.role: Accessible.Button
        }
    }
    popupListDelegate: SelectionListItem { width: 0; height: 0 }
    popupListBackground: Item {}
    navigationHighlight: Item {}
    languagePopupListEnabled: false
    selectionHandle: Item {}
    functionPopupListDelegate: Item {}
}
