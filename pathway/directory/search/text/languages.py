"""Languages that women in London speak, and the peoples who speak them: typing one asks for an interpreter."""

LANGUAGES: tuple[str, ...] = tuple(
    """albanian amharic arabic armenian azerbaijani bengali bosnian brazilian bulgarian burmese cantonese chinese
    croatian czech danish dari dutch estonian ewe farsi filipino finnish french fula ga georgian german greek gujarati
    hausa hebrew hindi hungarian igbo indonesian italian japanese kazakh khmer kinyarwanda korean krio kurdish lao
    latvian lingala lithuanian luganda macedonian malay malayalam mandarin marathi moldovan mongolian nepali norwegian
    oromo pashto persian polish portuguese punjabi romanian russian serbian shona sinhala slovak slovenian somali sorani
    spanish swahili swedish sylheti tagalog tamil telugu thai tibetan tigrinya turkish twi ukrainian urdu uyghur uzbek
    vietnamese welsh wolof xhosa yiddish yoruba zulu
    afghan bangladeshi belarusian bolivian cambodian colombian congolese ecuadorian eritrean ethiopian ghanaian indian
    iranian iraqi kenyan kosovan lebanese libyan malaysian mexican moroccan nigerian pakistani peruvian roma sudanese
    syrian taiwanese tunisian ugandan venezuelan yemeni zimbabwean
    romany roumanian rumanian""".split()
)
"""In small letters, each one word."""
