// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// What can go wrong around a terminal, and back.
Panel {
    id: panel

    readonly property var rows: [
        { name: "link", title: "网络", english: "Link to the platform", well: "通", wellEnglish: "up", ill: "断了", illEnglish: "down",
          spoil: "断网", spoilEnglish: "Cut", mend: "接通", mendEnglish: "Restore" },
        { name: "power", title: "终端电源", english: "Power (kills the engine)", well: "通电", wellEnglish: "on", ill: "断电", illEnglish: "off",
          spoil: "断电", spoilEnglish: "Cut", mend: "通电", mendEnglish: "Restore" },
        { name: "reader", title: "读卡器的线", english: "Reader cable", well: "插着", wellEnglish: "in", ill: "拔了", illEnglish: "out",
          spoil: "拔掉", spoilEnglish: "Unplug", mend: "插上", mendEnglish: "Plug in" },
        { name: "answers", title: "读卡器应答", english: "Reader answers", well: "正常", wellEnglish: "yes", ill: "不出声", illEnglish: "silent",
          spoil: "不应答", spoilEnglish: "Silence", mend: "恢复", mendEnglish: "Let speak" },
        { name: "paper", title: "打印纸", english: "Paper", well: "有纸", wellEnglish: "loaded", ill: "没纸", illEnglish: "out",
          spoil: "用完", spoilEnglish: "Use up", mend: "装纸", mendEnglish: "Load" },
        { name: "cover", title: "打印机的盖", english: "Printer cover", well: "关着", wellEnglish: "closed", ill: "开着", illEnglish: "open",
          spoil: "打开", spoilEnglish: "Open", mend: "关上", mendEnglish: "Close" },
        { name: "printer", title: "打印机的线", english: "Printer cable", well: "插着", wellEnglish: "in", ill: "拔了", illEnglish: "out",
          spoil: "拔掉", spoilEnglish: "Unplug", mend: "插上", mendEnglish: "Plug in" }
    ]

    title: "设备、网络和电源"
    english: "Devices, link and power"

    Column {
        width: parent.width
        Repeater {
            model: panel.rows
            SwitchRow {
                required property var modelData
                required property int index
                width: panel.inner.width
                last: index === panel.rows.length - 1
                words: modelData
                well: bench.well[modelData.name]
                working: bench.working.includes(modelData.name)
                onTurned: bench.turn(modelData.name)
            }
        }
    }
}
