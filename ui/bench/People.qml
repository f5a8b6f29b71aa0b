// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The invented people's cards: a touch lays one on the reader, another takes it away.
Panel {
    id: people

    title: "身份证"
    english: "ID cards"
    line: "点一下放上读卡器，再点一下拿走  Tap to lay on, again to lift"

    Grid {
        width: parent.width
        columns: 2
        spacing: Theme.gap
        Repeater {
            model: bench.cards.length
            PersonCard {
                required property int index
                width: (people.inner.width - Theme.gap) / 2
                card: bench.cards[index]
                lying: bench.lying === index
                onClicked: bench.take(index)
            }
        }
    }
}
