//! What people of Telar are called and where they live. Nobody in particular is meant.

/// Women's first names.
pub const WOMEN: &str = "Lucía María Carmen Paula Sofía Laura Marta Elena Irene Cristina Sara Raquel Nuria Beatriz \
    Rocío Pilar Teresa Inés Alba Claudia Silvia Patricia Mónica Rosa Julia Noelia Andrea Lorena Sandra Eva Natalia \
    Alicia Carlota Blanca Ainhoa Leire Nerea Itziar Amaia Montse Laia Mireia Núria Aina Berta Uxía Noa Sabela \
    Macarena Candela Triana Esperanza Encarna Dolores Mercedes Consuelo Amparo Begoña Yolanda Susana Gloria Emma \
    Valeria Daniela Martina Olivia Vera Lola Celia Marina Jimena Adriana Victoria Gabriela Mar Nieves Lidia Miriam";

/// Men's first names.
pub const MEN: &str = "Antonio Manuel José Francisco David Juan Javier Daniel Carlos Miguel Rafael Pedro Alejandro \
    Pablo Sergio Jorge Alberto Luis Álvaro Diego Adrián Raúl Iván Rubén Óscar Andrés Jaime Ignacio Gonzalo Hugo \
    Mateo Nicolás Lucas Bruno Jon Iker Unai Mikel Aitor Jordi Pau Marc Oriol Xavier Brais Xoán Anxo Fermín Tomás \
    Emilio Ramón Joaquín Vicente Ángel Víctor Guillermo Rodrigo Marcos Samuel Gabriel Julián Ismael Nacho";

/// Surnames.
pub const SURNAMES: &str = "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz \
    Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez \
    Serrano Blanco Molina Suárez Castro Ortega Delgado Ortiz Marín Rubio Sanz Núñez Medina Iglesias Castillo Cortés \
    Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores Prieto Herrera Peña León Márquez Cabrera Gallego Calvo \
    Vidal Campos Reyes Vega Fuentes Carrasco Díez Aguilar Caballero Nieto Santana Vargas Pascual Giménez Herrero \
    Montero Lorenzo Hidalgo Benítez Ibáñez Arias Ferrer Durán Santiago Mora Vicente Carmona Crespo Soto Pastor \
    Velasco Soler Moya Esteban Parra Bravo Gallardo Rojas Pardo Merino Franco Espinosa Izquierdo Lara Rivas Silva \
    Rivera Casado Arroyo Redondo Camacho Vera Rey Galán Luque Montes Ríos Sierra Segura Carrillo Marcos Puig Serra \
    Bosch Costa Roca Vila Prat Etxeberria Arrieta Goikoetxea Zubiri Otero Lema Quiroga Varela";

/// A town: its name, its country, the shop nearest to it by its place in the list of shops, and how many live there.
pub type Town = (&'static str, &'static str, usize, u64);

/// Towns; where no shop is near, people buy on line.
pub const TOWNS: [Town; 44] = [
    ("Madrid", "ES", 0, 90),
    ("Madrid", "ES", 1, 60),
    ("Getafe", "ES", 0, 8),
    ("Alcalá de Henares", "ES", 1, 8),
    ("Pozuelo de Alarcón", "ES", 0, 7),
    ("Toledo", "ES", 0, 6),
    ("Segovia", "ES", 0, 4),
    ("Guadalajara", "ES", 1, 4),
    ("Valladolid", "ES", 0, 7),
    ("Salamanca", "ES", 0, 5),
    ("Barcelona", "ES", 2, 65),
    ("Barcelona", "ES", 3, 35),
    ("Sabadell", "ES", 2, 7),
    ("Badalona", "ES", 2, 6),
    ("Sant Cugat del Vallès", "ES", 3, 6),
    ("Girona", "ES", 2, 6),
    ("Tarragona", "ES", 2, 6),
    ("Valencia", "ES", 4, 42),
    ("Castelló de la Plana", "ES", 4, 6),
    ("Alicante", "ES", 11, 12),
    ("Gandia", "ES", 4, 4),
    ("Sevilla", "ES", 5, 38),
    ("Dos Hermanas", "ES", 5, 5),
    ("Cádiz", "ES", 5, 7),
    ("Córdoba", "ES", 5, 8),
    ("Huelva", "ES", 5, 4),
    ("Bilbao", "ES", 6, 32),
    ("Getxo", "ES", 6, 7),
    ("Vitoria-Gasteiz", "ES", 6, 8),
    ("Santander", "ES", 6, 7),
    ("Málaga", "ES", 7, 30),
    ("Marbella", "ES", 7, 7),
    ("Granada", "ES", 7, 9),
    ("Zaragoza", "ES", 8, 26),
    ("Logroño", "ES", 8, 5),
    ("San Sebastián", "ES", 9, 22),
    ("Pamplona", "ES", 9, 8),
    ("A Coruña", "ES", 10, 20),
    ("Santiago de Compostela", "ES", 10, 8),
    ("Vigo", "ES", 10, 9),
    ("Murcia", "ES", 11, 18),
    ("Cartagena", "ES", 11, 6),
    ("Palma", "ES", 2, 9),
    ("Las Palmas de Gran Canaria", "ES", 0, 7),
];

/// How the postal codes of towns begin.
pub const PROVINCES: [(&str, &str); 27] = [
    ("01", "Vitoria-Gasteiz"),
    ("03", "Alicante"),
    ("07", "Palma"),
    ("08", "Barcelona, Sabadell, Badalona, Sant Cugat del Vallès"),
    ("11", "Cádiz"),
    ("12", "Castelló de la Plana"),
    ("14", "Córdoba"),
    ("15", "A Coruña, Santiago de Compostela"),
    ("17", "Girona"),
    ("18", "Granada"),
    ("19", "Guadalajara"),
    ("20", "San Sebastián"),
    ("21", "Huelva"),
    ("26", "Logroño"),
    ("28", "Madrid, Getafe, Alcalá de Henares, Pozuelo de Alarcón"),
    ("29", "Málaga, Marbella"),
    ("30", "Murcia, Cartagena"),
    ("31", "Pamplona"),
    ("35", "Las Palmas de Gran Canaria"),
    ("36", "Vigo"),
    ("37", "Salamanca"),
    ("39", "Santander"),
    ("41", "Sevilla, Dos Hermanas"),
    ("43", "Tarragona"),
    ("46", "Valencia, Gandia"),
    ("48", "Bilbao, Getxo"),
    ("50", "Zaragoza"),
];

/// Streets that every town has.
pub const STREETS: [&str; 24] = [
    "Calle Mayor",
    "Calle Real",
    "Calle Nueva",
    "Calle del Sol",
    "Calle de la Luna",
    "Calle del Carmen",
    "Calle San Juan",
    "Calle San José",
    "Calle Santa Ana",
    "Calle de la Fuente",
    "Calle de la Iglesia",
    "Calle del Prado",
    "Calle del Olivo",
    "Calle de los Molinos",
    "Calle Miguel de Cervantes",
    "Calle Rosalía de Castro",
    "Calle Antonio Machado",
    "Avenida de la Constitución",
    "Avenida de la Estación",
    "Avenida de Europa",
    "Paseo de la Alameda",
    "Paseo del Parque",
    "Plaza de España",
    "Ronda Norte",
];

/// A town abroad: its name, its country, the language of its people, what they are called, and their surnames.
pub type Abroad = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Towns abroad; their people buy on line.
pub const ABROAD: [Abroad; 8] = [
    ("Lisboa", "PT", "pt", "Inês Joana Beatriz Matilde", "Carvalho Ferreira Duarte Pinto"),
    ("Oporto", "PT", "pt", "Mafalda Leonor Rita Catarina", "Sousa Moreira Teixeira Nunes"),
    ("Toulouse", "FR", "fr", "Camille Élodie Manon Juliette", "Lefèvre Moreau Girard Faure"),
    ("París", "FR", "fr", "Chloé Aurélie Margaux Inès", "Dubois Laurent Rousseau Mercier"),
    ("Milán", "IT", "it", "Giulia Chiara Francesca Elisa", "Rossi Colombo Ferrari Greco"),
    ("Berlín", "DE", "de", "Lena Hannah Jule Frieda", "Schäfer Krüger Vogel Lindner"),
    ("Andorra la Vella", "AD", "ca", "Meritxell Laia Aina Jana", "Ribas Font Torra Areny"),
    ("Londres", "GB", "en", "Emily Grace Hannah Poppy", "Whitfield Harper Ashdown Clarke"),
];
