// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Window
import "../components"
import "../theme"

// What stands around the terminal: cards and codes to show, devices to play tricks on, and what has been printed. A wide
// window has a column for each, a square one two, a narrow one has everything below one another and scrolls.
Window {
    id: window

    readonly property int columns: width > height * 1.15 ? 3 : width > height * 0.8 ? 2 : 1
    readonly property real fit: columns === 3 ? Math.min(height / 1150, width / 1564) : width / (columns === 2 ? 1080 : 560)
    readonly property real wide: width / fit
    readonly property real high: height / fit
    readonly property real edge: columns === 1 ? Theme.gap : Theme.pad
    readonly property real across: (wide - (columns + 1) * edge) / columns
    // Who comes with which card and what surrounds them, and what belongs beside the papers; all else stands between.
    readonly property var byHand: ["id_reader", "social_card", "presence", "surroundings"]
    readonly property var withPapers: ["receipt_printer", "document_printer"]

    title: "演示台 Bench"
    color: Theme.page
    onClosing: bench.leave()
    Component.onCompleted: {
        Theme.form = "small"
        Theme.dense = true
    }

    Flickable {
        width: window.wide
        height: window.high
        scale: window.fit
        transformOrigin: Item.TopLeft
        contentHeight: Math.max(papers.y + papers.height, hands.y + hands.height, tricks.y + tricks.height, around.y + around.height) + window.edge
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds

        Heading {
            id: heading
            x: window.edge
            y: window.edge
            width: window.wide - 2 * x
        }
        Column {
            id: hands
            x: window.edge
            y: heading.y + heading.height + Theme.gap
            width: window.across
            spacing: Theme.gap
            Repeater {
                model: window.byHand.map(name => bench.devices.find(device => device.name === name)).filter(device => device)
                DevicePanel {
                    required property var modelData
                    width: hands.width
                    device: modelData
                }
            }
        }
        Column {
            id: tricks
            x: window.columns === 1 ? hands.x : hands.x + hands.width + window.edge
            y: window.columns === 1 ? hands.y + hands.height + Theme.gap : hands.y
            width: window.across
            spacing: Theme.gap
            Repeater {
                model: bench.devices.filter(device => !window.byHand.includes(device.name) && !window.withPapers.includes(device.name))
                DevicePanel {
                    required property var modelData
                    width: tricks.width
                    device: modelData
                }
            }
        }
        Column {
            id: around
            x: window.columns === 3 ? tricks.x + tricks.width + window.edge : hands.x
            y: window.columns === 3 ? hands.y : window.columns === 2 ? hands.y + hands.height + Theme.gap : tricks.y + tricks.height + Theme.gap
            width: window.across
            spacing: Theme.gap
            Repeater {
                model: bench.devices.filter(device => window.withPapers.includes(device.name))
                DevicePanel {
                    required property var modelData
                    width: around.width
                    device: modelData
                }
            }
        }
        PaperRoll {
            id: papers
            x: window.columns === 2 ? tricks.x : around.x
            y: window.columns === 2 ? tricks.y + tricks.height + Theme.gap : around.y + around.height + Theme.gap
            width: around.width
            height: window.columns === 3 ? Math.max(hands.y + hands.height, tricks.y + tricks.height, window.high - window.edge) - y
                : window.columns === 2 ? Math.max(500, around.y + around.height - y) : 900
        }
    }
}
