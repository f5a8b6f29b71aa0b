// SPDX-License-Identifier: GPL-3.0-or-later
import "../../theme"

// Digits above the letters, where there is room for them.
LetterRow {
    visible: Theme.portrait
    letters: Array.from("1234567890")
}
