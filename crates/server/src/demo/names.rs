//! The names that the invented people have.

/// First and last names that go together, by where families come from; the cities name the cultures they draw on.
pub struct Culture {
    /// Its name in [`super::words::City::cultures`].
    pub key: &'static str,
    /// First names.
    pub first: &'static [&'static str],
    /// Last names.
    pub last: &'static [&'static str],
}

/// Cultures of the community.
pub const CULTURES: &[Culture] = &[
    Culture {
        key: "german",
        first: &[
            "Jonas", "Mia", "Lukas", "Hannah", "Felix", "Clara", "Moritz", "Johanna", "Till", "Greta",
            "Anton", "Paula", "Emil", "Frieda", "Jakob", "Ida",
        ],
        last: &[
            "Brandt", "Vogel", "Lorenz", "Keller", "Seidel", "Haas", "Winter", "Kranz", "Albrecht", "Reuter",
            "Böhm", "Pohl", "Ziegler", "Thoma", "Engel", "Krüger",
        ],
    },
    Culture {
        key: "english",
        first: &[
            "Oliver", "Grace", "Henry", "Alice", "Callum", "Ruth", "Ewan", "Isla", "Toby", "Maeve", "Owen",
            "Freya", "Rory", "Nell", "Miles", "Hazel",
        ],
        last: &[
            "Ashworth",
            "Bell",
            "Carver",
            "Doyle",
            "Ellery",
            "Finch",
            "Gallagher",
            "Hale",
            "Ives",
            "Kemp",
            "Lowe",
            "Marsh",
            "Norris",
            "Pryce",
            "Rowe",
            "Whitlock",
        ],
    },
    Culture {
        key: "spanish",
        first: &[
            "Diego",
            "Lucía",
            "Mateo",
            "Valentina",
            "Andrés",
            "Camila",
            "Javier",
            "Elena",
            "Tomás",
            "Inés",
            "Rafael",
            "Marisol",
            "Pablo",
            "Noelia",
            "Iván",
            "Carmen",
        ],
        last: &[
            "Herrera", "Vega", "Campos", "Rojas", "Salas", "Ibáñez", "Molina", "Fuentes", "Cabrera",
            "Paredes", "Luna", "Ortega", "Solís", "Navarro", "Quiroga", "Beltrán",
        ],
    },
    Culture {
        key: "portuguese",
        first: &[
            "João", "Beatriz", "Tiago", "Mariana", "Rui", "Leonor", "Caio", "Luana", "Duarte", "Joana",
            "Nuno", "Helena",
        ],
        last: &[
            "Almeida", "Barros", "Cardoso", "Dias", "Esteves", "Figueira", "Lopes", "Matos", "Nogueira",
            "Pires", "Ramalho", "Teles",
        ],
    },
    Culture {
        key: "french",
        first: &[
            "Camille", "Théo", "Margot", "Antoine", "Élise", "Bastien", "Louise", "Hugo", "Manon", "Rémi",
            "Solène", "Maxime",
        ],
        last: &[
            "Bertin",
            "Charpentier",
            "Delmas",
            "Faure",
            "Girard",
            "Lacombe",
            "Marchand",
            "Perrin",
            "Renaud",
            "Tessier",
            "Vasseur",
            "Noël",
        ],
    },
    Culture {
        key: "italian",
        first: &[
            "Giulia", "Marco", "Chiara", "Luca", "Elisa", "Davide", "Sara", "Pietro", "Marta", "Simone",
            "Irene", "Nicola",
        ],
        last: &[
            "Bianchi",
            "Conti",
            "De Luca",
            "Ferri",
            "Gallo",
            "Lombardi",
            "Marini",
            "Pellegrini",
            "Rinaldi",
            "Sartori",
            "Testa",
            "Villa",
        ],
    },
    Culture {
        key: "polish",
        first: &[
            "Ewa", "Kacper", "Zofia", "Michał", "Hanna", "Piotr", "Magda", "Tomasz", "Julia", "Paweł",
            "Alicja", "Adam",
        ],
        last: &[
            "Wiśniewska",
            "Mazur",
            "Krawczyk",
            "Zając",
            "Wróbel",
            "Jabłoński",
            "Sikora",
            "Baran",
            "Duda",
            "Szulc",
            "Pietrzak",
            "Lis",
        ],
    },
    Culture {
        key: "nordic",
        first: &[
            "Astrid", "Søren", "Ingrid", "Lars", "Freja", "Mikkel", "Sanna", "Eero", "Linnea", "Nils",
            "Tuva", "Anders",
        ],
        last: &[
            "Lindqvist",
            "Berg",
            "Dahl",
            "Holm",
            "Nyberg",
            "Sandvik",
            "Koskinen",
            "Lund",
            "Strand",
            "Ekholm",
            "Virtanen",
            "Aas",
        ],
    },
    Culture {
        key: "arabic",
        first: &[
            "Amina", "Karim", "Leila", "Omar", "Nour", "Yusuf", "Salma", "Tariq", "Rania", "Samir", "Dina",
            "Hadi",
        ],
        last: &[
            "Nasser", "Haddad", "Khalil", "Mansour", "Saleh", "Farouk", "Darwish", "Aziz", "Rahman",
            "Shaheen", "Bishara", "Zayed",
        ],
    },
    Culture {
        key: "turkish",
        first: &["Elif", "Emre", "Zeynep", "Kerem", "Defne", "Mert", "Selin", "Baran", "Ece", "Deniz"],
        last: &["Yıldız", "Kaya", "Demir", "Aydın", "Şahin", "Polat", "Arslan", "Koç", "Güneş", "Öztürk"],
    },
    Culture {
        key: "west_african",
        first: &[
            "Adaeze", "Kofi", "Ngozi", "Kwame", "Chidi", "Ama", "Tunde", "Efua", "Ifeoma", "Yaw", "Zainab",
            "Femi",
        ],
        last: &[
            "Okafor", "Mensah", "Adeyemi", "Boateng", "Eze", "Owusu", "Balogun", "Asante", "Nwosu", "Danso",
            "Bello", "Addo",
        ],
    },
    Culture {
        key: "east_african",
        first: &[
            "Wanjiru", "Otieno", "Amani", "Juma", "Achieng", "Baraka", "Neema", "Kamau", "Makena", "Hamisi",
        ],
        last: &[
            "Kariuki", "Odhiambo", "Mwangi", "Njoroge", "Wambui", "Kimani", "Mutua", "Barasa", "Chege",
            "Omondi",
        ],
    },
    Culture {
        key: "indian",
        first: &[
            "Priya", "Arjun", "Ananya", "Rohan", "Kavya", "Vikram", "Meera", "Aditya", "Nisha", "Sanjay",
            "Ishita", "Dev",
        ],
        last: &[
            "Krishnan",
            "Mehta",
            "Iyer",
            "Banerjee",
            "Kapoor",
            "Reddy",
            "Joshi",
            "Nair",
            "Chatterjee",
            "Desai",
            "Rao",
            "Sethi",
        ],
    },
    Culture {
        key: "chinese",
        first: &["Wei", "Xinyi", "Jun", "Mei", "Haoran", "Lin", "Yifan", "Jing", "Kai", "Ruoxi"],
        last: &["Chen", "Lin", "Zhao", "Huang", "Liang", "Xu", "Gao", "Luo", "Tan", "Ng"],
    },
    Culture {
        key: "japanese",
        first: &["Hana", "Ren", "Yuki", "Sora", "Aoi", "Kenta", "Emi", "Daichi", "Mio", "Takumi"],
        last: &[
            "Sato", "Nakamura", "Mori", "Ishikawa", "Fujita", "Ueda", "Kondo", "Hayashi", "Okada", "Shimizu",
        ],
    },
    Culture {
        key: "korean",
        first: &["Jiwoo", "Minjun", "Seoyeon", "Hyun", "Yuna", "Dohyun", "Sora", "Jaemin"],
        last: &["Park", "Choi", "Jung", "Kang", "Yoon", "Han", "Seo", "Lim"],
    },
];
