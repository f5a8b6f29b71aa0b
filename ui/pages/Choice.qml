// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// One of at most six answers.
Page {
    id: page

    title: screen.title
    line: screen.line
    back: true

    Grid {
        id: options
        readonly property int rows_: Math.ceil(page.screen.options.length / columns)
        // The last answer stands above 返回: fewer of them are nearer to the hand, not to the title.
        anchors.bottom: Theme.portrait ? parent.bottom : undefined
        width: parent.width
        columns: Theme.portrait || page.screen.options.length < 4 ? 1 : 2
        spacing: Theme.gap
        Repeater {
            model: page.screen.options.length
            OptionCard {
                required property int index
                readonly property var option: page.screen.options[index] ?? ({ value: "", name: "", line: "" })
                width: (options.width - options.spacing * (options.columns - 1)) / options.columns
                height: Math.min(Theme.small ? 156 : 224, (options.parent.height - options.spacing * (options.rows_ - 1)) / options.rows_)
                name: option.name
                line: option.line
                chosen: option.value === page.screen.chosen
                onClicked: bridge.press("CHOOSE", option.value)
            }
        }
    }
}
