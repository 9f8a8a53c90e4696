# Las páginas del equipo. Las claves van en el mismo orden en los dos idiomas.

# La puerta
signin-title = Entrar en Hilo
signin-lead = Con tu cuenta del equipo.
signin-email = Correo
signin-password = Contraseña
signin-enter = Entrar

# Listas
list-none-title = Nada encaja con esos filtros
list-none-words = Prueba con menos letras o quita algún filtro.
head-customer = Cliente
head-country = Dónde
head-orders = Pedidos
head-spent = Comprado
head-returned = Devoluciones
head-seen = Última vez
head-order = Pedido
head-placed = Cuándo
head-channel = Canal
head-state = Estado
head-total = Total
head-product = Producto
head-kind = Tipo
head-sold = Vendidos
head-product-returned = Devueltos
head-revenue = Ingresos
head-last-sold = Última venta
find-none = Nada se llama «{ $text }».
find-count =
    { $n ->
        [one] { $n } resultado
       *[other] { $n } resultados
    }
find-all = Ver todo en { $what }
find-places = Sitios
find-new-product = Producto nuevo
find-new-label = Etiqueta nueva
find-invite = Invitar a alguien
find-backup = Hacer una copia de seguridad
find-codes = Códigos al entrar
find-password = Cambiar mi contraseña
search-customers = Nombre, número o correo
search-orders = Número de pedido o cliente
search-order-numbers = Número de pedido
search-products = Nombre, referencia o código de barras
filter-country = País
filter-any-country = Todos los países
filter-channel = Canal
filter-any-channel = Todos los canales
filter-shop = Tienda
filter-any-shop = Todas las tiendas
filter-from = Desde
filter-to = Hasta
filter-state = Estado
filter-any-state = Todos los estados
filter-category = Categoría
filter-brand = Marca
filter-color = Color
filter-size = Talla
filter-kind = Tipo
filter-has-returns = Con devoluciones
filter-active-90 = Activos en 90 días
filter-guests = Sin cliente
filter-unsold = Sin ventas
sort-recent = Más recientes
sort-oldest = Más antiguos
sort-spent = Más comprado
sort-orders = Más pedidos
sort-relevance = Lo que más encaja
sort-cheapest = Lo más barato
sort-dearest = Lo más caro
sort-newest = Lo más nuevo
sort-name = Por nombre
sort-total = Mayor importe
sort-sold = Más vendidos
sort-revenue = Más ingresos
sort-returned = Más devueltos
customers-empty-title = Aún no hay clientes
customers-empty-words = Llegan solos con el primer pedido, o todos a la vez cuando traes los de tu tienda de antes.
orders-empty-title = Aún no hay pedidos
orders-empty-words = El primero aparecerá aquí en cuanto alguien compre, o cuando traigas los de tu tienda de antes.
products-empty-title = Aún no hay productos
products-empty-words = Crea el primero, o tráelos todos de tu tienda de antes.

# Cuentas
count-customers = { $n ->
    [one] { $count } cliente
   *[other] { $count } clientes
}
count-customers-here = { $n ->
    [one] { $count } cliente en esta página
   *[other] { $count } clientes en esta página
}
count-orders = { $n ->
    [one] { $count } pedido
   *[other] { $count } pedidos
}
count-orders-here = { $n ->
    [one] { $count } pedido en esta página
   *[other] { $count } pedidos en esta página
}
count-products = { $n ->
    [one] { $count } producto
   *[other] { $count } productos
}
count-products-here = { $n ->
    [one] { $count } producto en esta página
   *[other] { $count } productos en esta página
}
count-returns = { $n ->
    [one] { $count } devolución
   *[other] { $count } devoluciones
}
count-times = { $n ->
    [one] { $count } vez
   *[other] { $count } veces
}
count-pieces = { $n ->
    [one] { $count } pieza
   *[other] { $count } piezas
}
count-lines = { $n ->
    [one] { $count } línea
   *[other] { $count } líneas
}
count-sold = { $n ->
    [one] { $count } vendido
   *[other] { $count } vendidos
}

# La ficha
customer-numbered = Cliente { $number }
customer-unnamed = Cliente sin nombre
card-number = N.º { $number }
card-since = Cliente desde { $month }
card-figures = Cifras del cliente
card-file = Ficha del cliente
card-thread = El hilo
card-products = Lo que más compra
card-behavior = En la web y en la app
behavior-days = Los últimos 30 días
behavior-visits = Visitas
behavior-views = Productos vistos
behavior-carts = Al carrito
behavior-searches = Búsquedas
behavior-row = Visitas de cada uno de los últimos 30 días
behavior-channel = Viene por
behavior-category = Mira
behavior-variant = Talla o color
behavior-latest = Últimas visitas
behavior-campaign = campaña { $name }
behavior-from = desde { $host }
card-returns = Devoluciones
card-one-person = Por qué es una sola persona
card-no-identifiers = Aún no hay nada que lo identifique.
figure-average = Ticket medio
figure-average-note = por pedido
figure-none = Sin pedidos
figure-orders = Pedidos
figure-last = Última vez
figure-spent-note = en todos sus pedidos
figure-spent = Comprado
figure-since = desde el { $date }
figure-returns = Devoluciones
figure-no-returns = ninguna
figure-channel = Canal favorito
figure-shop = Tienda favorita
figure-of-orders = { $n ->
    [one] { $times } de { $count } pedido
   *[other] { $times } de { $count } pedidos
}
figure-also = También en { $currency }
figure-also-spent = comprado { $money }
return-unknown = Origen no conocido
return-of = Del pedido
return-more = { $n ->
    [one] y { $count } más en el hilo
   *[other] y { $count } más en el hilo
}
identifier-number = Número de la tienda
identifier-email = Correo
identifier-phone = Teléfono
identifier-card = Tarjeta de cliente
identifier-account = Cuenta
identifier-device = Dispositivo
identifier-social = Red social
identifier-marketplace = Marketplace
identifier-payment = Tarjeta de pago
identifier-browser = Navegador
identifier-since = desde el { $date }
identifier-last = visto { $when }
strength-firm = Firme
strength-weak = Débil

# El hilo
thread-filter = Filtrar el hilo
thread-by-kind = Qué ocurrió
thread-by-channel = Por qué canal
thread-all = Todo
thread-everywhere = Todos los canales
thread-knots = { $n ->
    [one] { $count } hecho
   *[other] { $count } hechos
}
thread-in-channels = { $n ->
    [one] en { $count } canal
   *[other] en { $count } canales
}
thread-ahead = Por venir
thread-earlier = { $n ->
    [one] Ver { $count } anterior
   *[other] Ver { $count } anteriores
}
thread-newest = Ir a lo más reciente
thread-start = El hilo empieza el { $date }.
thread-fresh-one = 1 nuevo
thread-fresh-many = # nuevos
thread-empty-title = El hilo está por empezar
thread-empty-words = Aquí se atará cada visita, compra, mensaje y devolución, en cuanto ocurra.
thread-none-title = Nada así en este hilo
thread-none-words = Elige otro canal u otra clase de hecho.
knots-visit = Visitas
knots-message = Mensajes
knots-money = Dinero
knots-parcel = Paquetes
knots-promise = Promesas
knots-join = Uniones

# Frases
bought = Compró
bought-web = Compró en la web
bought-app = Compró en la app
bought-shop = Compró en tienda
bought-kiosk = Compró en un quiosco
bought-phone = Compró por teléfono
bought-market = Compró en un marketplace
bought-in = Compró en { $place }
bought-lines = { $n ->
    [one] { "," } { $count } producto
   *[other] { "," } { $count } productos
}
returned = Devolvió
returned-shop = Devolvió en tienda
returned-in = Devolvió en { $place }
returned-lines = { $n ->
    [one] { " " }{ $count } producto
   *[other] { " " }{ $count } productos
}
returned-from-web = { " " }lo que compró en la web
returned-from-app = { " " }lo que compró en la app
returned-from-shop = { " " }lo que compró en tienda
returned-from-kiosk = { " " }lo que compró en un quiosco
returned-from-phone = { " " }lo que compró por teléfono
returned-from-market = { " " }lo que compró en un marketplace
returned-from-other = { " " }lo que había comprado
returned-unknown = Origen no conocido
known-strong = Se dio a conocer
known-rest = { " " }como cliente { $number }
joined-strong = Se le unió { $identifier }
fact-order = pedido
fact-return = devolución { $number }
fact-more-orders = { $n ->
    [one] y { $count } pedido más
   *[other] y { $count } pedidos más
}
slip-more = { $n ->
    [one] y { $count } línea más
   *[other] y { $count } líneas más
}
slip-all = Ver el pedido

# Quién es
named-number = el número { $value }
named-card = la tarjeta { $value }
named-account = la cuenta { $value }
named-payment = una tarjeta de pago
named-device = un dispositivo
named-browser = un navegador
named-nobody = un identificador que ya no está
somebody = Alguien del equipo
undo = Deshacer
redo = Contar otra vez
take-back = Retirarlo
language-es = Español
language-en = Inglés
how-by-hand = Lo puso el equipo
how-signed-in = Inició sesión
how-code = Confirmó un código
how-staff-scan = Leído en tienda
how-server = Lo dice otro programa ({ $source })
how-typed = Escrito en caja o en un formulario
how-claimed = Lo trajo un navegador o una app
sharing-counted = Parece de varios
sharing-shared = De varios
sharing-blocked = De nadie
tie-by-hand = { $by } vio que { $one } y { $other } son de la misma persona
tie-signed-in = Entró con { $one } y con { $other }
tie-code = Confirmó con un código que { $one } y { $other } van juntos
tie-staff-scan = En tienda leyeron { $one } junto a { $other }
tie-server = { $by } dice que { $one } y { $other } son de la misma persona
tie-typed = Alguien escribió juntos { $one } y { $other }, en caja o en un formulario
tie-claimed = Un navegador o una app trajo juntos { $one } y { $other }
tie-undone = Deshecho
undone-by = lo deshizo { $by }
held-two-strong = Los dos están verificados por separado y nadie verificado los ha unido
held-too-many = Tendría más de los que puede tener una persona: { $kind }
held-shared = Uno de los dos lo usan varias personas
held-blocked = Uno de los dos no nombra a nadie
held-never = El equipo dijo que son dos personas
held-undone = El equipo lo deshizo
held-other = Aún no se ha mirado
joined-another = Se unió a otra persona
parted-strong = Se separó { $identifier }
parted-another = Se separó de otra persona
notice-other-card = Ver la otra ficha
did-view-kept = Vista guardada. Está encima de la lista.
did-view-removed = Vista quitada.
did-joined = Ya son una sola persona. Nada se ha perdido: al deshacer, cada una recupera lo suyo.
did-undone = Deshecho. No volverán a unirse aunque alguien lo repita.
did-redone = Cuenta otra vez. Si nada lo impide, vuelven a ser una sola persona.
did-parted = Separado: desde ahora es otra persona, con todo lo que vino con él.
did-shared = Desde ahora cuenta como de varias personas y no une a nadie por sí solo.
did-personal = Desde ahora cuenta como de una sola persona.
did-unblocked = Vuelve a contar como de costumbre.
did-blocked = Desde ahora no nombra a nadie y no une a nadie.
did-recycled = Desde ese día es de otra persona. Lo de antes se queda aquí.
did-never = No serán la misma persona, digan lo que digan.
did-maybe = Retirado. Lo que las une vuelve a contar.
did-limit = Guardado. Hilo vuelve a mirar a todo el mundo con la regla nueva.
did-usual = Vuelve el límite de costumbre. Hilo vuelve a mirar a todo el mundo.
did-block = Guardado. Ese valor ya no nombra ni une a nadie.
did-unblock = Quitado. Ese valor vuelve a contar.
card-identity = Ver por qué, y corregirlo
identity-title = Quién es { $name }
identity-crumb = Quién es
identity-rules = Reglas
identity-known-by = Identificadores
identity-change = Cambiar
identity-compare = Comparar
identity-others = Otras personas
count-identifiers = { $n ->
    [one] { $count } identificador
   *[other] { $count } identificadores
}
count-ties = { $n ->
    [one] { $count } unión
   *[other] { $count } uniones
}
count-held = { $n ->
    [one] { $count } sin efecto
   *[other] { $count } sin efecto
}
head-identifier = Identificador
head-how = Cómo llegó
head-since = Desde
head-trust = Confianza
ties-active = Lo que los une
ties-none = Nada los une ahora mismo.
ties-none-one = Solo se le conoce de una manera, así que no hay nada que unir.
ties-held = Lo que se dijo y no une
ties-undone = Lo que se deshizo
join-with = Unir con otra persona
join-with-words = Busca a quien creas que es la misma persona. Antes de unir verás en qué quedaría.
join-with-none = Nadie encaja. Prueba con menos letras, un correo o un número.
never-title = Nunca la misma persona
never-none = Nadie por ahora. Se dice al comparar dos personas.
never-by = lo dijo { $by }
act-part = Separar de esta persona
act-part-words = Pasa a ser otra persona, con todo lo que vino con él.
act-shared = Lo usan varias personas
act-shared-words = Deja de unir por sí solo: un teléfono de casa, una tarjeta de familia.
act-personal = Es de una sola persona
act-personal-words = Vuelve a unir, venga con quien venga.
act-usual = Contar como de costumbre
act-usual-words = Hilo vuelve a contar cuántas personas lo usan.
act-blocked = No nombra a nadie
act-blocked-words = Ya no une a nadie: el correo de una caja, una cuenta de prueba.
act-recycle = Es de otra persona desde ese día
act-recycle-since = Cambió de dueño el
act-recycle-words = Lo que venga desde ese día será de otra persona. Lo de antes se queda.
merge-title = ¿Son la misma persona?
merge-crumb = Comparar
merge-lead = Así quedaría. Unir no borra nada y se puede deshacer.
merge-keeps = Se queda su ficha y su nombre
merge-joins = Se le une
merge-one = Una sola persona
merge-swap = Cambiar quién se queda
merge-do = Unir
merge-never = No es la misma
merge-refused = No se pueden unir.
merge-see-why = Ver por qué
merge-overrules = Alguien del equipo dijo que son dos personas. Unirlas lo retira.
merge-first = Primera vez
merge-not = la otra decía { $value }
merge-differ = { $n ->
    [one] En { $count } dato no coinciden; el otro no se pierde.
   *[other] En { $count } datos no coinciden; los otros no se pierden.
}
merge-answers = Cambia lo que se les puede enviar
merge-answers-same = Lo que se les puede enviar no cambia.
merge-undo-words = Desde la ficha o desde el hilo se deshace con un botón.
field-name = Nombre
field-country = País
field-city = Ciudad
field-language = Idioma
field-birth-date = Nacimiento
field-street = Dirección
field-postcode = Código postal
rules-title = Reglas de identidad
rules-lead = Hasta dónde une Hilo por su cuenta. Cada cambio vuelve a mirar a todo el mundo, y nada se pierde.
limits-title = Límites
limits-words = Si unir a alguien pasara de estos límites, Hilo lo apunta pero no une.
head-per-person = Por persona
head-shared = Cuándo parece de varios
limit-own = Elegido por ti
limit-any = Los que sean
limit-per-person = { $n ->
    [one] { $count } por persona
   *[other] Hasta { $count } por persona
}
limit-per-person-within = { $n ->
    [one] { $count } por persona en { $window }
   *[other] Hasta { $count } por persona en { $window }
}
limit-days = { $n ->
    [one] { $count } día
   *[other] { $count } días
}
limit-people = { $n ->
    [one] De varios con más de { $count } persona
   *[other] De varios con más de { $count } personas
}
limit-people-any = Nunca de varios
limit-usual = De costumbre, { $number }. Vacío, sin límite.
limit-usual-any = De costumbre, sin límite.
limit-field-per = Cuántos puede tener una persona
limit-field-days = Contando los de los últimos días
limit-field-people = Con cuántas personas deja de ser de una
limit-help = Al guardar, Hilo vuelve a mirar a todo el mundo, poco a poco y sin parar nada.
limit-reset = Volver a lo de costumbre
limit-save = Guardar
blocked-title = Valores que no nombran a nadie
blocked-words = El correo de una caja, un teléfono inventado, una cuenta de prueba: quien venga con ellos no se une con nadie.
blocked-none = Ninguno tuyo. Hilo ya deja fuera los que escriben los programas: null, 0000, undefined.
blocked-remove = Quitar
block-kind = Qué es
block-pattern = Valor
block-help = Un asterisco vale por lo que sea: *@telar.es
block-reason = Por qué (si quieres)
block-do = Añadir
block-refused = Escribe un valor concreto, como caja@telar.es o *@telar.es. Un asterisco solo los bloquearía todos.

# Pedidos
order-guest = Sin cliente
order-returned-part = { $money } devuelto
order-figures = Cifras del pedido
order-total = Total
order-lines = Líneas
order-returned = Devuelto
order-nothing = Nada
order-kept = Queda
order-short = El pedido en breve
order-story = Su hilo
order-returns = Devoluciones
order-no-returns = Nada de este pedido ha vuelto.
line-product = Producto
line-quantity = Cantidad
line-price = Precio
line-total = Importe
line-returned = { $n ->
    [one] { $count } devuelto
   *[other] { $count } devueltos
}
state-open = Abierto
state-completed = Completado
state-partly-returned = Devuelto en parte
state-returned = Devuelto
state-cancelled = Anulado

# Productos
product-goods = Artículo
product-service = Servicio
product-voucher = Vale
product-fee = Cargo o ajuste
product-test = Prueba
product-figures = Cifras del producto
product-sold = Vendidos
product-in-orders = { $n ->
    [one] en { $count } pedido
   *[other] en { $count } pedidos
}
product-revenue = Ingresos
product-returned = Devueltos
product-of-sold = { $share } de lo vendido
product-written-off = Bajas
product-written-off-note = rotos, perdidos o de muestra
product-last = Última venta
product-first = la primera, el { $date }
product-recent = Últimos pedidos
product-other-names = También se llamó
product-no-orders-title = Nadie lo ha comprado aún
product-no-orders-words = Cuando alguien lo compre, sus pedidos estarán aquí.

# Consent
consents-title = Consentimiento
consents-see = Qué permite
consents-lead = Qué permite { $name }, por qué, y todo lo que dijo.
consents-state = Qué se puede enviar
consents-what = Para qué
consents-answer = Respuesta
consents-no-address = Aún no hay ninguna dirección a la que escribir.
consents-history = Todo lo que dijo
consents-no-history = Aún no ha dicho nada. Regístralo aquí cuando te lo diga, o pregúntaselo con el formulario del boletín.
consents-record = Registrar lo que dijo
consents-said = Dijo que
consents-purpose = Para qué
consents-channel = Por qué medio
consents-address = Sobre esta dirección
consents-how = Cómo te lo dijo
consents-text = Texto que leyó
consents-no-text = Ninguno
consents-place = Tienda
consents-no-place = En ninguna
consents-date = Día
consents-date-help = Vacío si fue ahora.
consents-wrong-date = El día es hoy o antes. Revísalo.
consents-proof = Prueba
consents-proof-help = Un tique, el número de un formulario, dónde está la llamada. Sin nombres.
consents-save = Registrar
consents-wrong-channel = A esta dirección no se llega por ese medio. Elige otro medio u otra dirección.
answer-yes = Sí
answer-no = No
by-operator = El operador
by-hilo = Hilo
purpose-marketing = Novedades y ofertas
purpose-profiling = Sugerencias según lo que compras
purpose-surveys = Preguntas sobre cómo fue
purpose-service = Avisos de pedidos
way-email = por correo electrónico
way-sms = por SMS
way-whatsapp = por WhatsApp
way-phone = por teléfono
way-post = por correo postal
way-push = como avisos
way-ads = en anuncios
by-email = Correo electrónico
by-sms = SMS
by-whatsapp = WhatsApp
by-phone = Llamadas
by-post = Correo postal
by-push = Avisos
by-ads = Anuncios
by-any = Todos los medios
decision-granted = Permite
decision-withdrawn = No permite
decision-asked = Se le preguntó
basis-consent = Consentimiento
basis-soft_opt_in = Cliente, productos similares
basis-contract = Contrato
basis-legitimate_interest = Interés legítimo
how-form = en un formulario
how-till = en caja
how-phone_call = por teléfono
how-paper = en papel
how-message = en un mensaje
how-import = en otro sistema
how-double_opt_in = con el enlace de un correo
how-preference_page = en la página de preferencias
how-one_click = con el botón de darse de baja
how-parent = a través de su padre, madre o tutor
why-granted = lo aceptó el { $date }
why-needs-none = no necesita consentimiento
why-unknown_address = nadie tiene esta dirección
why-wrong_channel = esta dirección no tiene ese medio
why-never_granted = nunca lo aceptó
why-not_confirmed = se le preguntó el { $date } y no lo ha confirmado
why-withdrew = lo retiró el { $date }
why-withdrew_everywhere = lo retiró para todas sus direcciones el { $date }
why-withdrew_as_another = lo retiró el { $date }, antes de unirse dos clientes
why-suppressed = apartada desde el { $date }
why-too_young = menor hasta el { $date }
why-age-unknown = no se puede leer su fecha de nacimiento
why-never_ordered = aún no ha comprado nada
why-no_soft_opt_in = la tienda solo escribe a quien lo aceptó
suppressed-unsubscribed = Se dio de baja
suppressed-bounced = Rebotó
suppressed-complained = Se quejó
suppressed-by_hand = A mano
suppressed-erased = Borrada
suppressed-robinson = Lista Robinson
suppressions-title = Direcciones apartadas
suppressions-lead = Direcciones que no reciben nada, se haya aceptado lo que se haya aceptado. Se guardan como huellas, también cuando se borra al cliente.
suppressions-search = Correo o teléfono completo
suppressions-reason = Por qué
suppressions-any = Todos los motivos
suppressions-with-lifted = También las recuperadas
suppressions-nobody = De nadie aquí
suppressions-lift = Quitar de la lista
suppressions-why = Por qué se puede volver a escribir
suppressions-lifted = Quitada el { $date }
suppressions-add = Apartar direcciones
suppressions-addresses = Direcciones
suppressions-addresses-help = Una por línea: correos, o teléfonos como +34612345678.
suppressions-save = Apartar
suppressions-added = { $n ->
    [one] { $count } dirección añadida.
   *[other] { $count } direcciones añadidas.
}
suppressions-rejected = Estas líneas no son direcciones:
suppressions-line = línea { $number }
suppressions-empty-title = Ninguna dirección apartada
suppressions-empty-words = Aquí estarán las que reboten, se quejen o te pidan parar.
knot-granted = Dio su consentimiento
knot-withdrawn = Retiró su consentimiento
knot-asked = Se le pidió confirmar
knot-captured = Dejó su dirección
knot-suppressed = Dirección apartada
knot-lifted = Se puede volver a escribir a la dirección

# Pages for whoever has an address
newsletter-title = Nuestras novedades, en tu buzón
newsletter-lead = Lo nuevo, antes que nadie. Un correo a la semana como mucho.
newsletter-name = Nombre (si quieres)
newsletter-interests = ¿Qué te gusta?
newsletter-leave-empty = Deja esto vacío
newsletter-send = Apúntame
newsletter-version = Texto { $version }
newsletter-agree = Marca la casilla para que podamos escribirte.
newsletter-wrong = Eso no es una dirección de correo. Revísala y envíala otra vez.
newsletter-text-changed = El texto que aceptas ha cambiado. Léelo y envíalo otra vez.
newsletter-name-wrong = Ese nombre no se puede leer. Escríbelo más corto y sin símbolos ocultos, o déjalo vacío.
newsletter-done-title = Mira tu buzón
newsletter-done-words = Si esta dirección se puede apuntar, recibirá un enlace para confirmar. Hasta que lo abras no escribimos.
interest-news = Novedades
interest-offers = Ofertas
interest-events = Citas en la tienda
interest-care = Cuidado y arreglos
confirm-title = ¿Es lo que quieres?
confirm-lead = Alguien nos dejó esta dirección. Confirma que fuiste tú.
confirm-yes = Sí, lo confirmo
confirm-or = Si no fuiste tú, cierra esta página y no pasa nada.
confirm-done-title = Confirmado
confirm-done-words = Se confirmó el { $date }. Cada correo nuestro lleva un enlace para cambiarlo.
confirm-unknown-title = Este enlace ya no lleva a ningún sitio
confirm-unknown-words = Caducó a las dos semanas, o le falta un trozo. Deja otra vez tu dirección y te llegará uno nuevo.
confirm-again = Apuntarme otra vez
preferences-title = Qué podemos enviarte
preferences-lead = Para { $address }
preferences-what = Permites
preferences-save = Guardar
preferences-stop = Parar todo
preferences-saved = Guardado.
preferences-left-alone = A esta dirección no se envía nada, elijas lo que elijas aquí. Pregunta a la tienda si no es correcto.
preferences-service = Lo que tienes que saber de tus pedidos llega en todo caso.
preferences-unknown-words = Puede que le falte un trozo. Ábrelo otra vez desde uno de nuestros correos.

# Derechos de una persona
erase-crumb = Borrar
erase-title = Borrar a { $name }
erase-lead = Lo que lleva hasta esta persona desaparece ahora y para siempre.
erase-goes = Desaparece
erase-stays = Se queda, sin llevar a nadie
erase-stays-words = La ley obliga a conservarlo. Nadie puede saber ya de quién fue.
erase-names = Correos, teléfonos, números y otras formas de reconocerle
erase-profile = Nombre, dirección y lo que dijo cada sistema
erase-links = Uniones, separaciones y parecidos
erase-notes = Notas
erase-labels = Etiquetas y listas
erase-allowed = Permisos, intereses y enlaces de confirmación
erase-private = Detalles personales de su hilo
erase-sums = Cifras de su ficha
keep-orders = Pedidos
keep-returns = Devoluciones
keep-papers-why = Las cuentas de la tienda
keep-events = Hechos del hilo
keep-events-why = Las cifras de productos y tiendas
keep-consents = Lo que dijo sobre sus permisos
keep-consents-why = La prueba de que se le respetó
keep-left-alone = Direcciones a las que no se escribe
keep-left-alone-why = Para no volver a molestarle
keep-audit = Quién vio y cambió su ficha
keep-audit-why = Para poder responder de ello
erase-warning = No se puede deshacer.
erase-warning-words = Tampoco vuelve con una copia de seguridad ni al importar otra vez el mismo archivo. Si compra de nuevo, será alguien nuevo.
erase-type = Para borrar, escribe { $word }
erase-wrong = No coincide. Escribe { $word }
erase-do = Borrar para siempre
erase-not = No borrar
erase-export-first = Antes, ver todo lo que se sabe
did-erased = Borrado. No queda nada que lleve hasta esa persona.
erased-person = Persona borrada
export-crumb = Sus datos
export-title = Los datos de { $name }
export-lead = Todo lo que { $retailer } sabe de esta persona, a { $date }
export-file = Descargar todo (JSON)
export-index = Apartados
export-more = Hay más: el archivo lo tiene todo.
told-profile = Perfil
told-identifiers = Cómo se le reconoce
told-traits = Lo que dijo cada sistema
told-links = Uniones
told-consents = Lo que dijo sobre sus permisos
told-permissions = Lo que permite
told-left_alone = Direcciones a las que no se escribe
told-interests = Intereses
told-labels = Etiquetas
told-rule_labels = Etiquetas por regla
told-notes = Notas
told-figures = Cifras
told-orders = Pedidos
told-returns = Devoluciones
told-events = Hilo
told-audit = Quién lo vio o cambió
told-field-name = Nombre
told-field-birth-date = Nacimiento
told-field-street = Dirección
told-field-postcode = Código postal
told-field-city = Ciudad
told-field-country = País
told-field-language = Idioma
told-field-known-since = Desde
told-field-kind = Tipo
told-field-value = Valor
told-field-source = Origen
told-field-since = Desde
told-field-of = De
told-field-field = Dato
told-field-said-at = Cuándo
told-field-with-value = Con
told-field-purpose = Para qué
told-field-channel = Canal
told-field-decision = Qué dijo
told-field-happened = Cuándo
told-field-basis = En qué se basa
told-field-from = Desde
told-field-reason = Por qué
told-field-note = Nota
told-field-at = Cuándo
told-field-interest = Interés
told-field-by = Quién
told-field-text = Texto
told-field-orders = Pedidos
told-field-spent = Comprado
told-field-returns = Devoluciones
told-field-returned = Devuelto
told-field-number = Número
told-field-lines = Artículos
told-field-total = Total
told-field-place = Tienda
told-field-private = Detalles
told-field-act = Qué hizo
privacy-title = Privacidad
privacy-export = Sus datos
privacy-audit = Quién lo vio
privacy-erase = Borrar

# Registro
audit-title = Registro
audit-lead = Quién vio o cambió qué, y de quién. No se puede editar.
audit-csv = Descargar CSV
audit-person = Persona
audit-nobody = Nadie se reconoce por eso.
audit-who = Quién
audit-what = Qué
audit-day = Día
audit-find = Filtrar
audit-when = Cuándo
audit-whom = De quién
audit-more = Detalles
audit-anybody = Cualquiera
audit-anything = Cualquier cosa
audit-nameless = Sin nombre
audit-none-words = Prueba con otro día o quita algún filtro.
audit-empty-title = Aún no hay nada en el registro
audit-empty-words = Cuando alguien abra una ficha o cambie algo, quedará aquí.
audit-card_opened = Abrió la ficha
audit-exported = Vio o descargó sus datos
audit-erased = Borró a una persona
audit-erased_again = Borrada otra vez tras restaurar
audit-merged = Unió dos personas
audit-undone = Deshizo una unión
audit-redone = Rehizo una unión
audit-kept_apart = Dijo que son dos personas
audit-apart_no_more = Retiró que son dos personas
audit-told = Contó datos de un cliente
audit-parted = Separó un identificador
audit-sharing_set = Cambió si es compartido
audit-recycled = Pasó un valor a otra persona
audit-blocked = Bloqueó un valor
audit-unblocked = Desbloqueó un valor
audit-limit_set = Cambió una regla de identidad
audit-consent_recorded = Anotó un permiso
audit-consent_rule_set = Cambió una regla o un texto de consentimiento
audit-suppressed = Cambió una dirección a la que no se escribe
audit-labelled = Puso o quitó una etiqueta
audit-annotated = Escribió o quitó una nota
audit-label_deleted = Eliminó una etiqueta
audit-bulk_labelled = Puso o quitó una etiqueta a muchas personas
audit-bulk_undone = Deshizo una etiqueta a muchas personas
audit-put_off = Aplazó un posible duplicado
audit-asked_again = Retiró lo dicho de un posible duplicado

# Fallos
failed-invalid = Eso no se puede leer
failed-conflict = Ahora no se puede hacer
failed-invalid-remedy = Lo que se ha pedido no encaja con lo que hay. Vuelve atrás, míralo y prueba otra vez.
failed-conflict-remedy = Algo ha cambiado mientras tanto. Vuelve atrás, abre la página de nuevo y míralo.
failed-not-found = Aquí no hay nada
failed-not-found-remedy = La dirección no lleva a ninguna parte, o lo que había ya no está. Mira si le falta una letra, o búscalo por su nombre.
failed-sign-in = Hace falta entrar
failed-sign-in-remedy = Tu sesión ha terminado. Entra otra vez y seguirás donde estabas.
failed-forbidden = Esto no es para tu rol
failed-forbidden-remedy = Si lo necesitas para tu trabajo, pide a quien administra Hilo que te lo abra.
failed-too-many = Demasiado deprisa
failed-too-many-remedy = { $n ->
    [one] Espera { $count } segundo y prueba otra vez.
   *[other] Espera { $count } segundos y prueba otra vez.
}
failed-busy = Ahora mismo hay mucho trabajo
failed-busy-remedy = No se ha cambiado nada. Prueba otra vez en unos segundos.
failed-unknown = No sabemos si se hizo
failed-unknown-remedy = La línea se cortó al guardar. Mira primero si está hecho; si no lo está, repítelo.
failed-internal = Algo ha fallado por nuestra parte
failed-internal-remedy = No es por lo que hiciste. Prueba otra vez; si sigue, dinos la referencia.
failed-retry = Probar otra vez
failed-to-start = Ir al inicio
failed-to-signin = Ir a la entrada
failed-reference = Referencia

# La galería
gallery-name = Galería
gallery-lead = Una de cada, en todos sus estados y sobre los dos fondos. Si no está aquí, no hagas otra.
gallery-components = Componentes
gallery-thread = El hilo
gallery-thread-words = El color es el canal y la forma, la clase de hecho. Lo sólido ya ocurrió; lo discontinuo está prometido.
gallery-color = Color
gallery-color-words = Casa neutra, hilo teñido. El rojo es la marca y el instante vivo, nunca un estado.
gallery-type = Letra
gallery-type-words = Inter variable, seis cuerpos. Antes el peso que el tamaño; cifras tabulares donde se juntan números.
gallery-buttons = Botones
gallery-buttons-words = Un acto en tinta por página. Los demás, callados.
gallery-badges = Insignias, filtros, identificadores
gallery-badges-words = Una insignia dice un estado, siempre con su palabra; un filtro se puede tocar y vive en la dirección.
gallery-figures = Cifras
gallery-figures-words = Una tira, líneas finas, el número primero.
gallery-answers = Cómo va
gallery-answers-words = Cifras con su tendencia, el gráfico, los repartos y lo que espera a una persona; los menús se cierran con Esc.
gallery-table = Tabla
gallery-table-words = Cabecera fija, orden en la dirección, filas con teclado; en el móvil, dos líneas por fila.
gallery-form = Formulario
gallery-form-words = El nombre arriba, la ayuda debajo, el error junto al campo; lo escrito se conserva.
gallery-floats = Avisos
gallery-floats-words = Dicen qué pasa y qué hacer; los que flotan se van solos.
gallery-moving = Moverse
gallery-moving-words = Pestañas, vistas guardadas, pasos e interruptores.
gallery-day = Día
gallery-week = Semana
gallery-palette = Buscar en todo
gallery-palette-words = Ctrl K en cualquier página: personas, pedidos, productos y sitios.
gallery-work = Archivos y trabajo largo
gallery-work-words = Lo que dura sigue aunque salgas de la página.
gallery-drop = Suelta aquí el archivo
gallery-drop-over = Suéltalo para subirlo
gallery-states = Vacío y cargando
gallery-states-words = Un vacío enseña el paso siguiente.
gallery-read = Texto para leer.
gallery-support = Texto que acompaña.
gallery-whisper = Texto que susurra.
gallery-link = Un enlace
gallery-save = Guardar
gallery-hover = Encima
gallery-press = Pulsado
gallery-focus = Con foco
gallery-saving = Guardando
gallery-disabled = Sin uso
gallery-quiet = Callado
gallery-ghost = Sin borde
gallery-bad = Anular
gallery-small = Pequeño
gallery-more = Más acciones
gallery-help = Solo lo ve tu equipo.
gallery-error = Un número no lleva espacios. Prueba T-20418.
gallery-info = Hay 3 pedidos nuevos desde que abriste esta página.
gallery-late = 1 día tarde
gallery-visit = Abrió la app
gallery-parcel = Pedido listo para recoger
gallery-message = Preguntó por una talla
gallery-kept = Entregado a tiempo
gallery-broken = No se la llamó a tiempo
gallery-promise = Recogida guardada hasta las 21:00
gallery-why = Mismo móvil, verificado con un código
gallery-mark-visit = visita
gallery-mark-message = mensaje
gallery-mark-money = dinero
gallery-mark-parcel = paquete
gallery-mark-promise = promesa
gallery-mark-kept = cumplida
gallery-mark-broken = rota
gallery-mark-join = unión
added-strong = Añadió al pedido
signed-up-strong = Se dio de alta
signed-up-in = { " " }en { $place }
signin-wrong = El correo y la contraseña no van juntos. Revísalos y prueba otra vez.
signin-too-many = Demasiados intentos. Espera 15 minutos y prueba otra vez.
signin-forgot = ¿No recuerdas la contraseña? Pide un enlace a quien lleva el equipo.
signin-password-set = Tu contraseña nueva ya vale. Entra con ella.

labels-title = Etiquetas
labels-lead = Una etiqueta la pone tu equipo, o la pone una regla y se mantiene sola.
labels-none-worn = Sin etiquetas.
labels-empty-title = Todavía no hay etiquetas
labels-empty-words = Crea la primera: «Habitual» para quien compra tres veces, o una lista para la feria de mayo.
label-new = Nueva etiqueta
label-put-on = Poner
label-put-on-hint = Poner una etiqueta
label-take-off = Quitar
label-take-off-name = Quitar { $name }
label-by-rule = por regla
label-by-hand = La pone tu equipo
label-from = { $who }, { $date }
label-from-rule = La pone su regla desde el { $date }
label-list = Lista
label-list-words = Reúne gente para algo.
label-tag = Etiqueta
label-tag-words = Dice algo de alguien.
label-kind = Qué es
label-name = Nombre
label-color = Color
label-rule = Regla
label-rule-words = Opcional. Quien cumpla todas las condiciones la lleva, y la pierde cuando deja de cumplirlas.
label-save = Guardar
label-leave = Volver sin guardar
label-delete = Borrar la etiqueta
label-delete-words = { $n ->
    [0] No la lleva nadie.
    [one] Se quita de { $count } cliente y no se puede deshacer.
   *[other] Se quita de { $count } clientes y no se puede deshacer.
}
label-worn-by = { $n ->
    [0] No la lleva nadie todavía
    [one] La lleva { $count } cliente
   *[other] La llevan { $count } clientes
}
label-see-people = Ver quién la lleva
label-renewing = mirando
label-taken = Ya hay una etiqueta con ese nombre.
label-name-wrong = El nombre tiene de 1 a 60 caracteres que se vean.
label-rule-wrong = Una condición no se entiende: revisa el número (los importes, sin puntos de millar), y la moneda, la tienda o el canal.
head-label = Etiqueta
head-label-rule = Regla
head-label-made = Creada
by-program = Un programa
did-label-saved = Etiqueta guardada.
did-label-deleted = Etiqueta borrada.
color-plain = Gris
color-red = Rojo
color-ochre = Ocre
color-green = Verde
color-teal = Turquesa
color-blue = Azul
color-violet = Violeta
color-pink = Rosa
rule-on = Condición
rule-nothing = Ninguna
rule-is = Al menos o como mucho, condición
rule-is-at-least = al menos
rule-is-at-most = como mucho
rule-value = Cuánto, condición
rule-of = Moneda, tienda, canal
rule-orders = Pedidos
rule-spent = Compras
rule-returns = Devoluciones
rule-average-ticket = Ticket medio
rule-facts = Nudos en el hilo
rule-first-seen = Días desde que se le conoce
rule-last-seen = Días sin saber nada
rule-channel = Veces en un canal
rule-place = Veces en una tienda
rule-product = Veces que compró un producto
rule-event = Veces que pasó algo
rule-times-in = Veces en { $key }
rule-at-least = { $what }: al menos { $value }
rule-at-most = { $what }: como mucho { $value }
filter-label = Etiqueta
filter-any-label = Cualquier etiqueta
filter-visitors = Visitantes
filter-visitors-without = Solo clientes
filter-visitors-with = Con visitantes
filter-visitors-only = Solo visitantes
bulk-title = Etiquetar a varios
bulk-chosen = Elegidos
bulk-one = 1 elegido
bulk-many = { "{n}" } elegidos
bulk-page = Elegir la página
bulk-matching = Todos los que coinciden
bulk-label = Etiqueta que poner o quitar
bulk-put-on = Poner
bulk-take-off = Quitar
bulk-pick = Elegir a { $name }
bulk-add = { $n ->
    [one] Poner «{ $label }» a { $count } cliente
   *[other] Poner «{ $label }» a { $count } clientes
}
bulk-remove = { $n ->
    [one] Quitar «{ $label }» a { $count } cliente
   *[other] Quitar «{ $label }» a { $count } clientes
}
bulk-add-all = Poner «{ $label }» a todos los que coinciden
bulk-remove-all = Quitar «{ $label }» a todos los que coinciden
bulk-all-words = Son todos los que coinciden con los filtros de la lista.
bulk-chosen-words = Son los que elegiste en la lista.
bulk-undo-words = Después podrás deshacerlo: quien ya la llevaba se queda como estaba.
bulk-do-add = Poner la etiqueta
bulk-do-remove = Quitar la etiqueta
bulk-leave = Volver
did-bulk-add = { $n ->
    [one] «{ $label }» puesta a { $count } cliente.
   *[other] «{ $label }» puesta a { $count } clientes.
}
did-bulk-remove = { $n ->
    [one] «{ $label }» quitada a { $count } cliente.
   *[other] «{ $label }» quitada a { $count } clientes.
}
did-bulk-running = { $n ->
    [one] «{ $label }»: { $count } cliente mirado, sigue en segundo plano.
   *[other] «{ $label }»: { $count } clientes mirados, sigue en segundo plano.
}
did-bulk-undoing = { $n ->
    [one] Deshaciendo «{ $label }» en { $count } cliente.
   *[other] Deshaciendo «{ $label }» en { $count } clientes.
}
did-bulk-undone = { $n ->
    [one] Deshecho: «{ $label }» vuelve a como estaba en { $count } cliente.
   *[other] Deshecho: «{ $label }» vuelve a como estaba en { $count } clientes.
}
notes-title = Notas
notes-none = Sin notas.
note-hint = Algo que conviene recordar
note-add = Anotar
note-remove = Quitar
noted-strong = Tu equipo anotó
noted-by = { $who } anotó
noted-removed = { ": " }una nota que ya no está
duplicates-title = Posibles duplicados
duplicates-lead = Fichas que coinciden en algo que casi nadie comparte. Tú decides si son la misma persona.
duplicates-empty-title = No hay nadie repetido a la vista
duplicates-empty-words = Cuando dos fichas coincidan en el correo, el teléfono, o el nombre con el nacimiento o la dirección, aparecerán aquí.
duplicates-empty-next = Ver los clientes
count-pairs-many = Más de { $count } parejas
count-pairs = { $n ->
    [one] { $count } pareja
   *[other] { $count } parejas
}
duplicate-why = En qué coinciden
duplicate-same = Comparar y unir
duplicate-never = No son la misma
duplicate-later = Más tarde
duplicate-no-orders = Sin pedidos
duplicate-email = Mismo correo, escrito de otra forma
duplicate-phone = Mismo teléfono, escrito de otra forma
duplicate-name-birth = Mismo nombre y nacimiento
duplicate-name-phone = Mismo nombre y un teléfono en común
duplicate-name-address = Mismo nombre y dirección
duplicate-held = Una tarjeta o dispositivo en común
duplicate-postcode = Mismo código postal
duplicate-street = Misma calle y número
duplicate-birth = Mismo nacimiento
duplicate-gsp = Mismo nombre y código postal
duplicate-gdp = Mismo nombre de pila, nacimiento y código postal
duplicate-sdp = Mismos apellidos, nacimiento y código postal
duplicate-sna = Mismos apellidos y dirección
duplicate-gna = Mismo nombre de pila y dirección
duplicate-dnp = Mismo nacimiento, portal y código postal
did-duplicate-never = No son la misma persona: no se vuelve a preguntar.
did-duplicate-later = Se vuelve a preguntar en 30 días.
did-duplicate-back = Vuelve a la lista.

# Sources
sources-title = Fuentes
sources-lead = Quién cuenta lo que pasa en tu web, en tu app y en tus tiendas.
sources-empty-title = Nadie cuenta nada todavía
sources-empty-words = Crea una fuente, pon su clave donde se carga la web o la app, y lo que mira la gente saldrá en su ficha.
head-source = Fuente
source-today = Mensajes hoy
source-waiting = Rechazados
source-last = Última señal
source-never = nunca
source-again = Repetidos
source-on = Encendida
source-off = Apagada
source-turn-on = Encender
source-turn-off = Apagar
source-browser = Sitio web
source-app = App
source-server = Servidor propio
source-device = Aparato de tienda
source-partner = Socio
source-believed = Su clave es secreta. Lo que dice de quién es alguien cuenta.
source-public = Cualquiera puede leer su clave, así que solo habla por su navegador o app: nunca puede hacerse pasar por nadie, ni anotar pedidos o consentimientos.
source-claims = Su clave es secreta. Lo que dice de quién es alguien queda como dicho y no une a nadie.
source-new = Nueva fuente
source-name = Nombre
source-kind = Qué es
source-kind-help = Un sitio web o una app tienen una clave pública. Los demás, una secreta.
source-origins = Sitios web que pueden contar
source-origins-help = Uno por línea, sin ruta. Vacío acepta cualquiera.
source-any-origin = Cualquiera
source-rate = Mensajes por segundo, como mucho
source-rate-label = Como mucho
source-rate-help = Vacío es lo habitual: 1.000 con clave pública, 20.000 con clave secreta.
source-create = Crear
source-name-refused = Escribe un nombre de 1 a 60 caracteres.
source-name-taken = Ya hay una fuente con este nombre.
source-origins-refused = Escribe cada sitio sin ruta, como https://tienda.example.
source-rate-refused = Es un número entero de 1 a 1.000.000.
source-kind-refused = Elige qué es.
source-origins-kind = Solo los mensajes de un sitio web vienen de uno. Déjalo vacío.
source-networks = Redes propias
source-networks-label = Redes propias
source-no-networks = Ninguna
source-networks-help = Tiendas y oficinas, una por línea, como 203.0.113.0/24 o 2001:db8::/32. Lo que llega de ahí no cuenta como visita de nadie.
source-networks-refused = Escribe cada red como 203.0.113.0/24 o 2001:db8::/32, como mucho 100.
source-change = Cambiar
source-set = Guardar
source-now = Lo que llega
source-pause = Parar y mirar dentro
source-go-on = Seguir
source-inside = Todo lo guardado
source-see-rejects = Verlos
source-nothing = Nada todavía. Lo que llegue aparecerá aquí solo.
source-nobody = de nadie conocido
source-connect = Cómo conectar
source-connect-words = Los SDK de Segment y RudderStack funcionan tal cual, con esta dirección y clave.
source-connect-site = Pon esta línea en la cabecera de todas tus páginas: cada visita a una página llega, y analytics.track(…) cuenta lo demás. Donde la ley lo pida, que tu aviso de cookies la cargue cuando el visitante acepte. También valen los SDK de Segment y RudderStack tal cual.
source-copy = Copiar
source-your-key = TU-CLAVE-SECRETA
source-keys = Claves
source-key-made = creada el
source-key-revoked = retirada el
source-key-revoke = Retirar
source-key-add = Añadir una clave
source-key-help = Ambas valen hasta que retires una: así se cambia de clave sin perder un mensaje.
source-fresh = Copia ahora esta clave secreta
source-fresh-words = Solo se enseña esta vez. Hilo guarda únicamente su huella.
source-takes = Qué acepta
source-code = Su palabra en los eventos
rejects-title = Rechazados
rejects-lead = Se guardan 30 días. Corrige quien envía, o vuelve a contarlos cuando Hilo sepa más. Tu visita queda en el registro.
rejects-empty-title = Todo se pudo usar
rejects-empty-words = Si un mensaje no se puede usar, saldrá aquí con el motivo y el campo.
reject-empty = El mensaje estaba vacío.
reject-replay = Volver a contar
reject-replayed = Contado de nuevo y aceptado el
reject-too-large = Mayor de 32 KB
reject-too-many = Más allá de los 2.500 mensajes de un envío
reject-broken = No es un objeto JSON
reject-no-such-call = Su tipo no es ninguna de las seis llamadas
reject-nobody = Sin userId ni anonymousId
reject-missing = Falta un campo
reject-shape = Un campo no es lo que debería
tracked-campaign = campaña { $name }
tracked-from = desde { $host }
tracked-clock = el reloj de quien envía iba mal
tracked-robot = Robot
tracked-own = Red propia
tracked-said = Solo dicho
audit-source_set = Creó o cambió una fuente
audit-key_set = Añadió o retiró una clave
audit-rejects_seen = Leyó mensajes que no se pudieron usar
audit-rejects_replayed = Volvió a contar mensajes
audit-source_watched = Miró en directo lo que cuenta una fuente
did-source-made = Fuente creada
did-source-key = Hay una clave más
did-source-revoked = La clave deja de valer en segundos
did-source-on = Se escucha la fuente
did-source-off = No se escucha la fuente
did-source-set = Se ha cambiado lo que acepta
did-replayed-none = Todavía no se puede usar ninguno
tracked-products-searched = Buscó
tracked-product-list-viewed = Miró una lista de productos
tracked-product-list-filtered = Filtró una lista de productos
tracked-promotion-viewed = Vio una promoción
tracked-promotion-clicked = Siguió una promoción
tracked-product-clicked = Eligió un producto de una lista
tracked-product-viewed = Miró un producto
tracked-product-added = Puso en el carrito
tracked-product-removed = Quitó del carrito
tracked-cart-viewed = Miró el carrito
tracked-checkout-started = Empezó a pagar
tracked-checkout-step-viewed = Llegó a un paso del pago
tracked-checkout-step-completed = Terminó un paso del pago
tracked-payment-info-entered = Indicó cómo pagar
tracked-coupon-entered = Escribió un cupón
tracked-coupon-applied = Usó un cupón
tracked-coupon-denied = Se rechazó un cupón
tracked-coupon-removed = Quitó un cupón
tracked-product-added-to-wishlist = Puso en favoritos
tracked-product-removed-from-wishlist = Quitó de favoritos
tracked-wishlist-product-added-to-cart = Puso en el carrito desde favoritos
tracked-product-shared = Compartió un producto
tracked-cart-shared = Compartió el carrito
tracked-product-reviewed = Opinó sobre un producto
tracked-application-installed = Instaló la app
tracked-application-opened = Abrió la app
tracked-application-updated = Actualizó la app
tracked-application-backgrounded = Salió de la app
tracked-push-notification-received = Recibió un aviso en el móvil
tracked-push-notification-tapped = Abrió un aviso en el móvil
tracked-email-opened = Abrió un correo
tracked-email-link-clicked = Siguió un enlace de un correo
tracked-shop-visited = Entró en la tienda
tracked-product-tried-on = Se probó
tracked-product-asked-for = Preguntó por un producto
tracked-product-scanned = Escaneó un producto
tracked-fitting-room-entered = Entró en el probador
tracked-order-completed-reported = Un pedido, según la fuente
tracked-order-updated-reported = Un pedido cambiado, según la fuente
tracked-order-cancelled-reported = Un pedido anulado, según la fuente
tracked-order-refunded-reported = Un reembolso, según la fuente
tracked-return-accepted-reported = Una devolución, según la fuente
tracked-return-updated-reported = Una devolución cambiada, según la fuente
tracked-consent-granted-reported = Un consentimiento, según la fuente
tracked-consent-withdrawn-reported = Un consentimiento retirado, según la fuente
tracked-consent-asked-reported = Se le pidió consentimiento, según la fuente
tracked-address-suppressed-reported = Una dirección que apartar, según la fuente
tracked-unsubscribed-reported = Se dio de baja, según la fuente
tracked-customer-joined-reported = Se dio de alta, según la fuente
tracked-page-viewed = Miró una página
tracked-screen-viewed = Miró una pantalla
tracked-customer-identified = Dijo quién es
tracked-group-joined = Se dice que es de un grupo
tracked-alias-said = Se dice que tiene dos nombres
tracked-custom-event = Hizo
source-messages = { $n ->
    [one] { $count } mensaje hoy
   *[other] { $count } mensajes hoy
}
source-rejected = { $n ->
    [one] { $count } mensaje no se pudo usar
   *[other] { $count } mensajes no se pudieron usar
}
source-rate-is = { $n ->
    [one] { $count } mensaje por segundo
   *[other] { $count } mensajes por segundo
}
rejects-replay = { $n ->
    [one] Volver a contar { $count }
   *[other] Volver a contar { $count }
}
did-replayed = { $n ->
    [one] Se aceptó { $count } mensaje
   *[other] Se aceptaron { $count } mensajes
}

# What is sold: its page, what is said of it, its prices.
product-active = A la venta
product-archived = Retirado
product-draft = En preparación
product-new = Nuevo producto
product-edit = Cambiar
product-new-lead = Para empezar basta un código. Lo demás puede venir después.
product-edit-lead = Lo que dejes vacío se quita.
product-save = Guardar
product-cancel = Dejarlo como está
product-prices = Precios
product-variants = Tallas y colores
count-variants = { $n ->
    [one] 1 variante
   *[other] { $n } variantes
}
variant-gone = ya no se vende
head-variant = Variante
head-gtin = Código de barras
head-price = Precio
head-course = Cómo cambió
head-missing = Falta
head-online = En la web
price-before = Antes
price-before-help = El precio más bajo de los treinta días anteriores a la rebaja
price-none = sin precio
product-said = Ficha
product-nothing-said = Aún no se ha dicho nada de él.
product-missing = Falta
product-closed = No puede estar en la web hasta que se diga esto.
product-open = Puede estar en la web; esto lo haría mejor.
product-brand = Marca
product-categories = Categorías
product-collections = Temporadas y colecciones
product-composition = Composición
product-composition-help = Una fibra por línea: 70 lana. De una parte: 100 seda (forro)
product-beside = Con qué va
product-related = Parecidos
product-related-help = Lo que también podría gustar. Una referencia por línea.
product-cross-sell = Combina con
product-cross-sell-help = Lo que se compra con él. Una referencia por línea.
product-up-sell = Uno mejor
product-up-sell-help = Lo que cuesta algo más y merece la pena. Una referencia por línea.
product-parts = Está hecho de
product-parts-help = Solo para lotes, una parte por línea: 2 × TL-CAM. De una variante: 1 × TL-CAM / TL-CAM-38.
product-care = Cuidado
product-warnings = Advertencias
product-origin = Hecho en
product-maker = Fabricante
product-responsible = Responsable en la Unión Europea
product-size-grid = Tabla de tallas
product-attributes = Características
product-words = Palabras
product-where = Dónde está y de qué es
product-code = Referencia
product-code-help = La tuya, como está en las etiquetas. No cambia después.
product-price-later = Podrá tener precio en cuanto haya una lista de precios.
product-price-list-make = Crear una lista
product-name = Nombre
product-description = Descripción
product-name-in = Nombre ({ $language })
product-description-in = Descripción ({ $language })
product-state = Estado
product-refused-amount = El precio va de 0 a 10.000.000: escríbelo así, 59,90.
product-refused-attributes = Una característica no vale: mira si es un número o un sí o no.
product-refused-care = Una palabra del cuidado no existe. Mira las que hay debajo.
product-refused-changed = Alguien ha cambiado este producto mientras tanto. Vuelve a abrirlo y hazlo de nuevo.
product-refused-composition = Las fibras de cada parte tienen que sumar 100. Escribe cada una así: 70 lana.
product-refused-currency = Esa lista está en otra moneda.
product-refused-from = Un precio vale desde hoy o más tarde.
product-refused-gtin = Ese código de barras no es válido, o ya es de otra variante.
product-refused-options = Dos variantes tienen la misma talla y color.
product-refused-origin = El país va con dos letras, como ES o PT.
product-refused-parts = Un producto no va consigo mismo, y un lote se hace de 1 a 1.000 de cada parte, sin otros lotes. Revisa las referencias.
product-refused-sku = La referencia tiene de 1 a 64 letras visibles.
product-refused-text = Hay un texto demasiado largo, o con una letra que no se ve.
product-refused-to = Una rebaja acaba después de empezar, y un precio normal no acaba.
product-refused-unknown = Una categoría, un fabricante, una lista o un producto no existe. Revisa cómo está escrito.
gap-state = Está en preparación
gap-name = Nombre
gap-description = Descripción
gap-category = Categoría
gap-variant = Una talla o color a la venta
gap-price = Precio
gap-maker = Fabricante
gap-maker-address = Dirección y correo del fabricante
gap-responsible = Responsable en la Unión Europea
gap-composition = Composición
gap-picture = Foto
gap-picture-alt = Texto para quien no ve la foto
gap-name-translation = Nombre en otro idioma
gap-description-translation = Descripción en otro idioma
prices-lead = Lo que cuesta en cada lista, y lo que ha costado. Nada se borra.
prices-empty-title = Aún no hay listas de precios
prices-empty-words = Crea una por canal, zona o grupo de clientes, y tus precios estarán aquí.
prices-none-here = Sin precios en esta lista.
amount-how = { $n ->
    [0] Escribe un importe sin decimales, así: { $example }.
   *[other] Escribe el importe así: { $example }, con { $count } decimales como mucho.
}
price-set = Poner precio
price-list = Lista
price-all = Todas las que se venden
price-every = Todas las tallas y colores
price-kind = Qué es
price-regular = Precio normal
price-sale = Rebaja
price-from = Desde
price-from-help = Vacío: desde ahora
price-to = Hasta
price-to-help = El último día de la rebaja
unready-title = Por completar
unready-lead = Lo que falta para que cada producto pueda estar en la web, o esté mejor.
unready-empty-title = No falta nada
unready-empty-words = Cuando a un producto le falte algo, estará aquí.
count-gaps = { $n ->
    [one] falta 1 cosa
   *[other] faltan { $n } cosas
}
online-yes = Puede estar
online-no = Todavía no
did-product = Guardado.
did-price = Precio puesto.
care-wash-95 = Lavar hasta 95 °C
care-wash-70 = Lavar hasta 70 °C
care-wash-60 = Lavar hasta 60 °C
care-wash-60-mild = Lavar hasta 60 °C, suave
care-wash-50 = Lavar hasta 50 °C
care-wash-50-mild = Lavar hasta 50 °C, suave
care-wash-40 = Lavar hasta 40 °C
care-wash-40-mild = Lavar hasta 40 °C, suave
care-wash-40-very-mild = Lavar hasta 40 °C, muy suave
care-wash-30 = Lavar hasta 30 °C
care-wash-30-mild = Lavar hasta 30 °C, suave
care-wash-30-very-mild = Lavar hasta 30 °C, muy suave
care-wash-hand = Lavar a mano
care-wash-no = No lavar
care-bleach = Se puede usar lejía
care-bleach-oxygen = Solo blanqueador sin cloro
care-bleach-no = Sin lejía
care-tumble-80 = Secadora normal
care-tumble-60 = Secadora suave
care-tumble-no = Sin secadora
care-dry-line = Secar colgado
care-dry-drip-line = Secar colgado sin escurrir
care-dry-flat = Secar en plano
care-dry-drip-flat = Secar en plano sin escurrir
care-dry-line-shade = Secar colgado a la sombra
care-iron-200 = Planchar hasta 200 °C
care-iron-150 = Planchar hasta 150 °C
care-iron-110 = Planchar hasta 110 °C, sin vapor
care-iron-no = No planchar
care-clean-p = Limpieza en seco P
care-clean-f = Limpieza en seco F
care-clean-w = Limpieza profesional en húmedo
care-clean-w-mild = Limpieza en húmedo, suave
care-clean-no = Sin limpieza en seco

reviews-title = Reseñas
reviews-lead = Lo que la gente dice de lo que tiene. Se muestra lo que alguien del equipo ha leído; pocas estrellas no son motivo para rechazar.
reviews-waiting = Por leer
reviews-shown = A la vista
reviews-refused = Rechazadas
reviews-stars = Estrellas
reviews-any = Todas las estrellas
reviews-look = Ver
reviews-waiting-empty-title = Nadie ha opinado desde que miraste
reviews-shown-empty-title = Todavía no hay reseñas a la vista
reviews-refused-empty-title = No has rechazado ninguna reseña
reviews-empty-words = Llegan con lo que se escribe en la tienda o por la API, y con las de otra plataforma al importar su catálogo.
review-stars = { $n ->
    [one] { $n } estrella
   *[other] { $n } estrellas
}
review-verified = Compra verificada
review-answer = Respuesta de la tienda
review-answer-do = Responder
review-answer-change = Cambiar la respuesta
review-answer-save = Guardar la respuesta
review-show = Mostrar
review-refuse = Rechazar
review-why = Motivo del rechazo
review-reason-insulting = Insulta
review-reason-personal = Cuenta datos de alguien
review-reason-advert = Es publicidad
review-reason-off-topic = No habla del producto
review-reason-unlawful = Va contra la ley
review-reason-fake = No puede conocerlo
did-review-shown = Reseña a la vista.
did-review-refused = Reseña rechazada. Sigue contada entre las rechazadas.
did-review-answered = Respuesta guardada.
did-review-silent = Respuesta retirada.
reviewed-strong = Opinó
reviewed-of = { ": " }{ $product }
reviewed-gone = { ": " }una reseña que ya no está
product-reviews = Reseñas
product-reviews-none = Nadie ha opinado todavía.
product-reviews-all = Ver todas
product-reviews-of = { $n ->
    [one] { $n } reseña
   *[other] { $n } reseñas
}
product-reviews-verified = { $n ->
    [one] { $n } con compra verificada
   *[other] { $n } con compra verificada
}

# Mudanzas
imports-title = Importar
imports-lead = Importa productos, clientes y pedidos. Nada cambia hasta que hayas visto qué cambiaría.
imports-open = Importar
imports-empty-title = Todavía no has importado nada
imports-empty-words = Exporta productos, clientes y pedidos en CSV desde la tienda que tenías y elige aquí los archivos.
imports-earlier = Importaciones anteriores
imports-send = Importar archivos
imports-shop = De qué plataforma
imports-shop-help = Si es otra, elige una tabla y di qué es cada columna.
imports-currency = Moneda de los precios
imports-currency-help = EUR, si no dices nada.
imports-files = Archivos
imports-files-help = Hasta 40, .csv o .csv.gz, de 500 MB como mucho cada uno. El orden da igual.
imports-look = Mirarlos
import-csv = Una tabla (CSV)
import-looking = Mirando los archivos
import-looked = Listo para importar
import-running = Importando
import-done = Importado
import-failed = Sin importar
import-again = Mirar otra vez
import-far = Cuánto lleva
import-waits = Empieza en un momento.
import-leave = Puedes salir de esta página: sigue sola.
import-nothing-yet = Todavía no ha cambiado nada. Esto es lo que cambiaría.
import-new = Nuevos
import-changed = Cambiados
import-same = Como antes
import-refused = Rechazados
import-products = Productos
import-customers = Clientes
import-orders = Pedidos
import-reviews = Reseñas
import-start = Importarlo
import-see = Ver los productos
import-list = Lo rechazado, en CSV
import-other = Elegir otros archivos
import-lost = Fotos que no se pudieron importar
import-line = línea { $number }
import-columns = Qué es cada columna
import-columns-words = Adivinado por sus nombres. Cambia lo que no sea: la próxima tabla con estas columnas se leerá igual.
import-columns-set = Mirar así otra vez
import-file-words = nombres para los demás
import-file-products = productos
import-file-links = qué va con qué
import-file-customers = clientes
import-file-orders = pedidos
import-file-reviews = reseñas
import-file-skipped = no lo conozco, se deja fuera
import-refused-files = Los archivos no llegaron o no elegiste ninguno. Elige hasta 40 y mándalos otra vez.
import-refused-shop = Elige la tienda de la que vienen los archivos.
import-refused-currency = Escribe la moneda con tres letras, como EUR.
import-refused-large = Un archivo pasa de 500 MB. Comprímelo con gzip o pártelo.
imports-more = Varias tiendas, o precios con coma
imports-store = Nombre de la tienda
imports-store-help = Solo si traes varias: el pedido 1001 de una no es el de la otra.
imports-decimals = Decimales de los precios
imports-decimals-help = Solo si un precio como 1.234 se puede leer de dos maneras.
imports-decimals-file = Como deje claro el archivo
imports-decimals-comma = Tras una coma: 1.234,50
imports-decimals-point = Tras un punto: 1,234.50
imports-sending = Enviando los archivos. No cierres esta página.
imports-broken = Los archivos no han llegado. Revisa tu conexión y envíalos otra vez.
import-nothing-new = Todo lo que hay en estos archivos ya está aquí: no hay nada que importar.
import-try = Intentarlo otra vez
import-stop = Parar
import-discard = Descartar los archivos
import-forget = Olvidar esta importación
import-refused-store = Ponle a la tienda un nombre corto de letras y números, como norte.
import-refused-decimals = Elige coma o punto.
why-price = no es un precio como 59,90
why-price-two-ways = se puede leer de dos maneras, como uno y como mil. Escríbelo con dos decimales o di qué separa los decimales
why-date = no es una fecha como 2026-11-20 10:30:00
why-date-far = la fecha es anterior a 1990 o está en el futuro
why-sku-none = falta la referencia (SKU)
why-sku-twice = una de sus referencias es también de otro producto
why-handle-none = falta el identificador (handle), así que no es de ningún producto
why-id-none = no tiene ni referencia ni ID
why-parent-none = es una variación de nada: falta el producto principal
why-parent-away = el producto del que es variante no está en el archivo
why-state = no es un estado como activo o borrador
why-twice = el producto ya estaba más arriba o en un archivo anterior
why-rows-many = tiene más líneas de las que puede tener un producto o un pedido
why-number-none = falta el número del pedido
why-number = el número es demasiado largo o tiene caracteres que no se ven
why-quantity = no es una cantidad
why-line-none = no se compró nada: no hay ninguna línea
why-line-nothing = una línea no tiene ni referencia ni nombre
why-line-price = una línea no tiene precio
why-line-too-large = una línea suma más de cien millones
why-order-other = aquí hay otro pedido con este número. Dale un nombre a cada tienda de la que vengan pedidos
why-nobody = no dice quién es: faltan el número, el correo y el teléfono con su país
why-email = no es una dirección de correo
why-identifier = no se entiende quién es
why-stars = no es un número de estrellas del 1 al 5
why-product-none = ese producto no está aquí
why-unknown = nombra algo que no está aquí
why-sku = falta una referencia, es demasiado larga o tiene caracteres que no puede tener
why-sku-taken = la referencia es de otro producto
why-gtin = otra variante ya tiene ese código de barras, o no lo es
why-text = falta un texto, es demasiado largo o tiene caracteres que no se ven
why-too-many = tiene más de algo de lo que puede tener un producto
why-options = sus variantes no se distinguen por las mismas opciones
why-variants = sus variantes no encajan entre sí
why-origin = el origen no es un país de dos letras, como ES
why-attributes = un atributo tiene demasiados valores, o uno que no puede tener
why-category = una categoría no se puede guardar
why-translations = una traducción no se puede guardar
why-parts = un lote lleva de 1 a 1.000 de cada parte
why-currency = no es una moneda de tres letras, como EUR
why-language = un idioma son dos letras, como es
why-picture = no es una foto, o no se puede leer
why-picture-none = esta foto no está en la carpeta
why-picture-address = de esa dirección no se puede traer una foto
why-picture-server = su servidor no da esta foto
why-picture-too-large = la foto es demasiado grande
why-other = algo de ello no se puede guardar
trouble-import-file = El archivo no se puede leer. ¿Está completo?
trouble-import-empty = El archivo tiene una cabecera y ninguna línea debajo.
trouble-import-unknown = Ninguno de estos archivos es una exportación conocida de la tienda que elegiste. Elige otra tienda, o «Una tabla (CSV)» y di qué es cada columna.
trouble-import-given-up = Se paró aquí una y otra vez, y no por los archivos. Quien lleva Hilo encontrará la causa en el registro.
trouble-import-gone = Los archivos se guardaron una semana y ya no están. Envíalos otra vez.
trouble-import-cancelled = Alguien lo paró. Lo que llegó antes se queda.
trouble-csv-encoding = El archivo está escrito de una forma que no se puede leer. Guárdalo como CSV UTF-8.
trouble-csv-quotes = Hay unas comillas que se abren y no se cierran. Ciérralas, o ponlas dobles.
trouble-csv-columns = Una línea tiene más celdas que la cabecera. Algo entre sus celdas está mal.
trouble-csv-header = La primera línea no da nombre a las columnas.
trouble-csv-large = El archivo es demasiado grande: hasta 2 GB y cinco millones de líneas, sin comprimir. Envíalo por partes.
trouble-csv-row = Una línea ocupa más de 2 MB. ¿Hay antes unas comillas sin cerrar?
trouble-csv-packed = El nombre del archivo acaba en .gz, pero no está comprimido con gzip.
trouble-csv-scattered = Las líneas que van juntas están demasiado lejos. Ordena el archivo para que las de un producto o pedido se sigan.
trouble-mapping = No se entiende qué es cada columna. Elígelo otra vez.
trouble-mapping-sku = Di abajo qué columna es la referencia (SKU): ninguna se reconoce como tal.
trouble-mapping-twice = Dos columnas dicen ser lo mismo. Deja fuera una de ellas abajo.
trouble-mapping-column = Las columnas de este archivo no son las que se eligieron. Elígelas otra vez abajo.
trouble-currency = Los precios de esta tienda ya están aquí en otra moneda. Deja la moneda en blanco.
trouble-store = Ponle a la tienda un nombre corto de letras y números, como norte.
trouble-files = Elige al menos un archivo: .csv o .csv.gz.
trouble-other = Estos archivos no se pueden importar. Corrígelos y envíalos otra vez.
count-import-rows = { $n ->
    [one] 1 fila
   *[other] { $n } filas
}
count-import-products = { $n ->
    [one] 1 producto
   *[other] { $n } productos
}
count-import-customers = { $n ->
    [one] 1 cliente
   *[other] { $n } clientes
}
count-import-orders = { $n ->
    [one] 1 pedido
   *[other] { $n } pedidos
}
count-import-pictures = { $n ->
    [one] 1 foto
   *[other] { $n } fotos
}
count-import-prices = { $n ->
    [one] 1 precio
   *[other] { $n } precios
}
count-import-set = { $n ->
    [one] 1 cambio en la lista de precios
   *[other] { $n } cambios en la lista de precios
}
count-import-waiting = { $n ->
    [one] 1 está por llegar
   *[other] { $n } están por llegar
}
count-import-left = { $n ->
    [one] 1 está en una carpeta, que solo se trae con el comando
   *[other] { $n } están en una carpeta, que solo se trae con el comando
}
count-import-rejects = { $n ->
    [one] 1 línea rechazada
   *[other] { $n } líneas rechazadas
}
count-import-first = { $n ->
    [one] Esta
   *[other] Las { $n } primeras
}
column-is-ignore = Dejarla fuera
column-is-code = Código del producto
column-is-sku = Referencia (SKU)
column-is-gtin = Código de barras
column-is-name = Nombre
column-is-description = Descripción
column-is-brand = Marca
column-is-price = Precio
column-is-sale-price = Precio rebajado
column-is-category = Categorías
column-is-tags = Etiquetas
column-is-picture = Fotos
column-is-state = A la venta o no
column-is-origin = Hecho en
column-is-size = Talla
column-is-color = Color
column-is-option = Opción: { $name }
column-is-attribute = Atributo: { $name }

# The list of products.
reading-typos = En tu catálogo no está escrito «{ $q }»: esto es lo que más se parece.
reading-parts = Nada tiene todas las palabras de «{ $q }»: esto tiene algunas.
price-from-amount = desde { $price }

# Many products changed at once.
many-title = Cambiar productos
many-one = 1 producto elegido
many-several = {"{n}"} productos elegidos
many-chosen = Elige productos
many-open = Cambiar
many-head = { $n ->
    [one] Cambiar { $count } producto
   *[other] Cambiar { $count } productos
}
many-cut = { $n ->
    [one] Encaja { $count }.
   *[other] Encajan { $count }: se cambian los primeros 2.000, por nombre.
}
many-lead = Di qué cambia y mira antes a qué llevaría. Lo que dejes como está no se toca.
many-undo-words = Después podrás deshacerlo.
many-what = Qué cambia
many-leave = Dejar como está
many-none = nada
many-becomes = pasa a
many-no-brand = Quitar la marca
many-add-category = Poner en la categoría
many-remove-category = Quitar de la categoría
many-season = Temporada
many-no-season = Ninguna
many-add-collection = Poner en la colección
many-remove-collection = Quitar de la colección
many-preview = Ver qué cambiaría
many-empty-title = Elige qué cambia
many-empty-words = Aquí verás cada producto, con lo que dice ahora y lo que diría, antes de que cambie nada.
many-outcome = Lo que cambiaría
many-changes = { $n ->
    [0] No cambiaría nada
    [one] Cambiaría { $count } producto
   *[other] Cambiarían { $count } productos
}
many-same = ya es así
many-same-count = { $n ->
    [one] { $count } ya es así.
   *[other] { $count } ya son así.
}
many-refused-count = { $n ->
    [one] { $count } no se puede cambiar.
   *[other] { $count } no se pueden cambiar.
}
many-do = { $n ->
    [one] Cambiar { $count } producto
   *[other] Cambiar { $count } productos
}
many-hidden = { $n ->
    [one] y { $count } más
   *[other] y { $count } más
}
many-refused-too-many = Elige de 1 a 2.000 productos, o filtra la lista.
many-refused-nothing = Di qué cambia.
did-many = { $n ->
    [one] Cambió { $count } producto de { $total }.
   *[other] Cambiaron { $count } productos de { $total }.
}
did-many-running = { $n ->
    [one] Cambiando: va { $count } producto de { $total }.
   *[other] Cambiando: van { $count } productos de { $total }.
}
did-many-undoing = { $n ->
    [one] Deshaciendo el cambio de { $count } producto.
   *[other] Deshaciendo el cambio de { $count } productos.
}
did-many-undone = { $n ->
    [one] Deshecho: { $count } producto dice lo de antes.
   *[other] Deshecho: { $count } productos dicen lo de antes.
}

# The table.
table-title = Editar en tabla
table-lead = Cambia nombres, estados y marcas donde están. Solo se guarda lo que cambies.
table-leave = Volver a la lista
table-cell-changed = Alguien ha cambiado esto mientras tanto. Guarda otra vez para que quede lo tuyo.
unsaved = Hay cambios sin guardar.
languages-changed = Alguien ha traducido algo de esto mientras tanto. Lo tuyo sigue escrito: guarda otra vez para que quede.
media-changed = Alguien ha cambiado las fotos mientras tanto. Lo que has escrito sigue aquí: guarda otra vez para que quede.
table-refused = { $n ->
    [one] { $count } fila no se ha guardado; las demás, sí.
   *[other] { $count } filas no se han guardado; las demás, sí.
}
did-table-same = No había nada que guardar.

# Tabs of the catalog.
goods-tabs = El catálogo
tab-list = Todos
tab-prices = Cambios de precio
many-prices = Cambiar precios

# The pictures of a product.
media-title = Fotos
media-lead = La primera es la que sale en las listas. Di qué se ve en cada una, para quien no la ve.
media-change = Cambiar fotos
media-all = Ver fotos
media-first = Primera
media-wait = Preparando tamaños…
media-unsaid = Foto sin descripción
media-alt = Qué se ve
media-alt-in = Qué se ve ({ $language })
media-color = De qué color es
media-every-color = De todos
media-up = Subir la foto { $place }
media-down = Bajar la foto { $place }
media-remove = Quitar la foto { $place }
media-empty-title = Aún no tiene fotos
media-empty-words = Súbelas aquí: se limpian, se enderezan y se preparan en todos los tamaños.
media-send = Añadir fotos
media-send-act = Subir
media-files = Archivos
media-files-help = JPEG, PNG, GIF o WebP, hasta 20 MB cada uno y 20 de una vez.
media-too-large = { $name } es demasiado grande: hasta 20 MB y 50 millones de puntos.
media-unread = { $name } no es una foto que se pueda leer. Mándala como JPEG, PNG, GIF o WebP.
media-none = Elige al menos un archivo.
media-many = { $name } y las siguientes no se han subido: son 20 de una vez.
did-pictures = Fotos añadidas.

# Many prices changed at once.
changes-title = Cambios de precio
changes-lead = Rebajas y subidas de muchos productos a la vez. Mira antes qué cambia; después se puede deshacer.
changes-made = Cambios hechos
changes-empty-title = Aún no hay cambios
changes-empty-words = Elige productos y cuánto cambian. Aquí quedará cada cambio, con quién lo hizo y cómo deshacerlo.
change-new-title = Nuevo cambio
change-of = Qué productos
change-of-help = Para otros, búscalos y elígelos en la lista de productos.
change-of-all = Todos los que se venden
change-of-chosen = { $n ->
    [one] El elegido
   *[other] Los { $count } elegidos
}
change-of-categories = Categorías
change-of-seasons = Temporadas y colecciones
change-of-brands = Marcas
change-how = Cómo
change-amount = Cuánto
change-down-percent = Bajar un porcentaje
change-up-percent = Subir un porcentaje
change-down-by = Bajar una cantidad
change-up-by = Subir una cantidad
change-to = Dejar en
change-ending = Redondeo
change-no-ending = Al céntimo
change-ends = Que acabe en { $ending }
change-preview = Ver qué cambiaría
change-limits = Hasta 10.000 precios de una vez. Si son más, hazlo por categorías. El coste aún no se conoce: mira tú que no quede por debajo.
change-plan = Lo que cambiaría
change-count = { $n ->
    [0] No cambiaría ningún precio
    [one] Cambiaría { $count } precio
   *[other] Cambiarían { $count } precios
}
change-problems = { $n ->
    [one] { $count } no puede ser y se queda como está.
   *[other] { $count } no pueden ser y se quedan como están.
}
change-left = { $n ->
    [one] { $count } se queda como está: no tiene precio, o ya es ese.
   *[other] { $count } se quedan como están: no tienen precio, o ya es ese.
}
change-law = «Antes» es el precio más bajo de los treinta días anteriores, el que la ley pide enseñar.
change-do = { $n ->
    [one] Cambiar { $count } precio
   *[other] Cambiar { $count } precios
}
change-old = Ahora
change-new = Nuevo
change-below-nothing = quedaría por debajo de cero
change-no-reduction = no sería una rebaja
change-was-down = baja { $much }
change-was-up = sube { $much }
change-was-to = a { $much }
change-prices = { $n ->
    [one] { $count } precio
   *[other] { $count } precios
}
change-from = desde el { $date }
change-until = hasta el { $date }
change-at-once = desde ahora
change-holds = Vale
change-ahead = Por empezar
change-over = Acabó
change-undone = Deshecho
change-refused-too-many = Son más de 10.000 precios: cámbialos por partes, como por categorías.
change-refused-nothing = No cambiaría nada: elige productos que tengan precio en esta lista.
change-refused-how = Escribe cuánto: un porcentaje entero como 20, o una cantidad como 5,50.
change-refused-undone = Ya estaba deshecho.
change-refused-plan = Los precios han cambiado desde que miraste: mira otra vez qué cambiaría.
did-price-change = Precios cambiados.
did-price-undone = Deshecho: vuelven los precios de antes.

# Words that nobody finds.
words-title = Búsquedas
words-lead = Lo que se busca y no se encuentra, y las palabras que significan lo mismo.
words-misses = Sin resultados en los últimos 30 días
words-misses-empty-title = Todo lo que se buscó, se encontró
words-misses-empty-words = Cuando alguien busque algo y no salga nada, estará aquí, lo más buscado primero.
words-query = Lo que escribieron
words-in-vain = Sin resultado
words-of = de { $count }
words-times = { $n ->
    [one] { $count } vez
   *[other] { $count } veces
}
words-last = Última vez
words-make = Hacer sinónimo
words-known = Tiene sinónimo
words-synonyms = Sinónimos
words-empty-title = Aún no hay sinónimos
words-empty-words = Si tus clientes dicen polera y tú camiseta, dilo aquí y la encontrarán.
words-both-ways = es lo mismo que { $finds }
words-one-way = encuentra también { $finds }
words-remove = Quitar
words-new = Nuevo sinónimo
words-word = Quien busca
words-finds = Encuentra también
words-finds-help = Varias, con comas. Hasta cuatro palabras cada una.
words-two-way = Y al revés
words-keep = Guardar sinónimo
words-refused = Escribe una palabra y otra que encuentre, de hasta cuatro palabras cada una.
did-synonym = Sinónimo guardado.
did-synonym-gone = Sinónimo quitado.

# The tree of categories.
shelves-title = Categorías
shelves-lead = Dónde está cada producto. Lo que está en una categoría está también en las de encima.
shelves-empty-title = Aún no hay categorías
shelves-empty-words = Crea la primera: Mujer, Hombre, Casa… Dentro de cada una puedes poner otras.
shelf-new = Nueva categoría
shelf-name = Nombre
shelf-name-in = Nombre ({ $language })
shelf-in = Dentro de
shelf-top = Arriba del todo
shelf-add = Crear categoría
shelf-see = Ver lo que hay en { $name }
shelf-up = Subir { $name }
shelf-down = Bajar { $name }
shelf-refused-name = Escribe un nombre con letras o números.
shelf-refused-known = Ahí ya hay una categoría con ese nombre.

# What is missing in other languages.
languages-title = Traducciones
languages-lead = Lo que falta en otros idiomas, con el texto a su lado. Quien busca en esos idiomas lo encuentra también.
languages-parts = Qué se traduce
languages-products = Productos
languages-names = Nombres de listas
languages-help = Lo que dejes vacío se queda sin traducir.
languages-empty-title = No falta nada
languages-empty-words = Cuando un producto no diga algo en este idioma, estará aquí.
languages-which = Idiomas
languages-which-words = Además del español, los productos se cuentan en los que marques. Quitar uno no borra lo que ya está escrito.
languages-none-title = Solo en español
languages-none-words = Elige arriba en qué otros idiomas cuentas tus productos, y lo que falte en ellos estará aquí.
name-of-category = categoría
name-of-collection = temporada o colección
name-of-attribute = característica
name-of-attribute-value = valor de una característica
name-of-axis = talla, color…
name-of-option-value = valor de talla, color…

# Staff, accounts and keys.

device-on = { $browser } en { $system }
device-unknown = Un dispositivo que no dice qué es
team-role = Rol
team-shops = Tiendas
team-shops-help = Sin elegir ninguna se ven todas. Con alguna, solo se ven los pedidos y devoluciones de esas; los clientes son de todas.
team-every-shop = Todas las tiendas
team-me = Tú
team-off = Desactivada
team-codes = Códigos
team-not-in = Sin sesión
staff-title = Equipo
staff-lead = Quién trabaja aquí, qué puede hacer cada persona y a quién se espera.
staff-search = Nombre o correo
staff-any-role = Cualquier rol
session-seen-head = Última vez
waiting-title = Invitaciones
waiting-none = No se espera a nadie. Invita a alguien: recibirás un enlace para entregárselo.
waiting-by = Invitación de { $name }
waiting-over = Su semana ha pasado
waiting-until = Vale hasta el
waiting-renew = Nuevo enlace
waiting-withdraw = Retirar
invite-title = Invitar a alguien
invite-words = Hilo aún no envía correos: recibirás un enlace que vale una vez, durante siete días. Entrégalo tú.
invite-do = Crear el enlace
invite-link = El enlace para { $email }
invite-link-words = Solo se muestra esta vez. Quien lo abra elige nombre y contraseña y ya está dentro.
renewal-title = Una contraseña nueva
renewal-lead = Elige otra contraseña. Tus sesiones abiertas se cierran.
renewal-do = Guardar la contraseña
renewal-forgot = Contraseña olvidada
renewal-forgot-words = Crea un enlace con el que elegirá otra. Vale una vez, durante un día, y cierra sus sesiones.
renewal-make = Crear un enlace
renewal-link = El enlace para { $email }
renewal-link-words = Solo se muestra esta vez. Dáselo a esa persona y a nadie más: quien lo abra elige la contraseña.
codes-all-title = Códigos para todos
codes-all-on = Se piden a todos
codes-all-words = Además de la contraseña, Hilo pide un código de una app del móvil.
codes-all-do = Pedir un código a todos
codes-all-stop = Dejarlo a elección de cada uno
member-audit = Lo que ha hecho
member-rights = Rol y tiendas
member-own = Es tu propia cuenta. Otro propietario puede cambiar tu rol.
member-save = Guardar
member-lost = Móvil perdido
member-lost-words = Quita los códigos y los de recuperación y cierra las sesiones. La contraseña sigue igual.
member-lost-do = Quitar los códigos
member-off = Desactivar la cuenta
member-off-words = Ya no podrá entrar y se cierran sus sesiones. Lo que hizo queda en el registro.
member-off-do = Desactivar
member-on = Activar la cuenta
member-on-words = Podrá entrar otra vez con la contraseña que tenía.
member-on-do = Activar
roles-title = Roles
roles-what = ¿Qué puede hacer cada rol?
roles-lead = Qué puede hacer cada rol. El tuyo es { $role }.
roles-right = Puede
roles-yes = sí
roles-no = no
role-owner = Propietario
role-product = Producto
role-marketing = Marketing
role-sales = Ventas
role-service = Atención
role-operations = Operaciones
role-accountant = Contabilidad
role-associate = Dependiente
right-customers-see = Ver clientes
right-customers-edit = Cambiar clientes: etiquetas, notas, quién es quién
right-customers-privacy = Exportar y borrar personas
right-identity-rules = Fijar las reglas de quién es una persona
right-consents-edit = Anotar lo que permite cada persona
right-catalog-see = Ver productos y precios
right-catalog-edit = Cambiar productos
right-prices-edit = Fijar precios
right-reviews-edit = Publicar y responder reseñas
right-orders-see = Ver pedidos y devoluciones
right-orders-edit = Registrar pedidos y devoluciones
right-imports = Importar productos
right-imports-people = Importar clientes, pedidos y reseñas
right-sources-see = Ver fuentes
right-sources-edit = Cambiar fuentes y sus claves
right-operations-see = Ver cómo funciona todo
right-operations-edit = Reintentar lo apartado y hacer copias
right-house-edit = Poner nombre, empresas y tiendas
right-staff-edit = Invitar al equipo y dar roles
right-keys-edit = Crear claves de API
right-audit-see = Leer el registro
sessions-title = Sesiones
sessions-words = Dónde está abierta esta cuenta. Cierra lo que no reconozcas y cambia la contraseña.
sessions-none = Ahora mismo no hay ninguna sesión abierta.
session-seen = vista
session-began = desde el
session-this = Esta
session-end = Cerrar
sessions-end-all = Cerrar todas
account-title = Mi cuenta
account-you = Tú
account-name = Nombre
account-save = Guardar
password-title = Contraseña
password-old = Contraseña actual
password-new = Contraseña nueva
password-help = Al menos 12 caracteres. Cuatro o cinco palabras que no van juntas hacen una buena.
password-save = Cambiar la contraseña
codes-title = Códigos al entrar
codes-on = Activados
codes-words = Una app de tu móvil hace un código nuevo cada medio minuto. Así no entra quien solo sepa tu contraseña.
codes-begin = Preparar
codes-picture = Un código cuadrado para leer con la app
codes-read = Léelo con una app de autenticación y escribe el código que muestra.
codes-type = Si no puedes leerlo, escribe esto en la app:
codes-code = Código
codes-confirm = Activar
codes-left = { $n ->
    [0] Los códigos están activados. No te quedan códigos de recuperación: haz otros.
    [one] Los códigos están activados y te queda un código de recuperación.
   *[other] Los códigos están activados y te quedan { $count } códigos de recuperación.
}
codes-off = Desactivar
codes-done = Códigos activados
recovery-title = Códigos de recuperación
recovery-words = Guárdalos donde no esté tu móvil. Cada uno te deja entrar una vez en lugar de un código. Solo se muestran esta vez.
recovery-copy = Copiarlos
recovery-anew = Nuevos códigos de recuperación
recovery-on = Ya los guardé, seguir
code-title = Un paso más
code-lead = Escribe el código que muestra tu app ahora, o uno de recuperación.
code-setup-lead = Aquí se piden códigos a todos. Prepara el tuyo para entrar.
code-back = Volver al principio
invited-title = Invitación
invited-hello = Bienvenida a { $retailer }
invited-lead = Te han invitado como: { $role }. Elige un nombre y una contraseña.
invited-enter = Entrar
keys-page = Claves de API
keys-lead = Con lo que entran los programas. Cada una puede solo lo que elijas, y lo que hace queda en el registro con su nombre.
keys-api = Qué pueden pedir
api-lead = Qué pueden pedir y contar los programas, sala por sala. Esta página sale de la propia descripción de la API: dice lo que aquí vale.
api-room-lead = Qué se puede pedir aquí, con todo lo que entra y lo que sale.
api-rooms = Salas de la API
api-begin = Para empezar
api-begin-words = Un programa entra con una clave. Una prueba ejecuta todos los ejemplos de estas páginas antes de cada versión.
api-parameters = Parámetros
api-reads = Lee
api-answers = Responde
api-same-fields = Los mismos campos que en
api-refuses = Puede rechazar con
api-example = Pruébalo
api-field = Nombre
api-kind = Qué es
api-means = Qué significa
api-needed = Obligatorio
api-not-yours = No es tuyo
api-refusals = Cuando algo se rechaza
api-refusals-words = La respuesta es un problema (RFC 9457): el final de type no cambia, title dice qué hacer.
api-status = Estado
count-fields = { $n ->
    [one] { $count } campo
   *[other] { $count } campos
}
keys-empty-title = Aún no hay claves
keys-empty-words = Da a cada programa su propia clave: un ERP, un informe, una caja. Así puedes retirar una sin parar las demás.
key-new = Una clave nueva
key-name = ¿Para qué es?
key-name-help = El nombre queda junto a lo que hace.
key-rights = Qué puede hacer
key-rights-help = Cuanto menos, mejor.
key-last-day = Último día
key-last-day-help = Vacío: vale hasta que se retire.
key-make = Crear la clave
key-fresh = La clave
key-fresh-words = Solo se muestra esta vez. Envíala como Authorization: Bearer.
key-revoked = Retirada
key-over = Caducada
key-until = vale hasta el
key-used = usada
key-unused = nunca usada
key-revoke = Retirar
refused-email = Esto no es una dirección de correo.
refused-staff-exists = Ya hay una cuenta con esta dirección.
refused-owner-shops = Un propietario ve todas las tiendas. No elijas ninguna, o elige otro rol.
refused-own-account = Es tu propia cuenta. Pídeselo a otro propietario.
refused-last-owner = Es el último propietario. Haz antes propietaria a otra persona.
refused-shops = Una de estas tiendas ya no existe.
refused-role = Elige uno de los roles.
refused-name = Un nombre tiene de 1 a 200 caracteres, todos visibles.
refused-password-short = Una contraseña tiene al menos 12 caracteres.
refused-password-long = Una contraseña tiene como mucho 200 caracteres.
refused-password-email = La contraseña es la dirección de correo. Elige otra.
refused-password-common = Demasiada gente usa esta contraseña y la adivinarían. Elige otra.
refused-password-wrong = La contraseña actual no es esa.
refused-code-wrong = Este código no es correcto o ya se usó. Espera al siguiente.
refused-codes-nothing = Empieza antes a preparar los códigos.
refused-codes-required = Aquí se piden códigos a todos, así que los tuyos siguen.
refused-codes-own-first = Prepara antes tus propios códigos, en tu cuenta.
refused-key-rights = Elige al menos una cosa que la clave pueda hacer.
refused-key-expiry = El último día debe ser hoy o más tarde.
refused-invitation-used = Esta invitación ya se usó. Entra con tu cuenta.
refused-invitation-withdrawn = Esta invitación se retiró. Pide otra a quien te la envió.
refused-invitation-expired = Esta invitación valía siete días, que ya han pasado. Pide otra a quien te la envió.
refused-invitation-unknown = No hay tal invitación. Revisa el enlace.
refused-forbidden = No puedes dar más de lo que tienes.
did-invitation-gone = Invitación retirada: su enlace ya no abre nada.
did-codes-required = Desde ahora se pide un código a todos.
did-codes-free = Los códigos quedan a elección de cada uno.
did-role-set = Rol y tiendas guardados.
did-staff-on = La cuenta está activa otra vez.
did-staff-off = La cuenta está desactivada y sus sesiones cerradas.
did-codes-taken = Códigos quitados y sesiones cerradas.
did-sessions-ended = Sesiones cerradas.
did-renamed = Nombre cambiado.
did-password-set = Contraseña cambiada; tus otras sesiones están cerradas.
did-codes-off = Códigos desactivados.
did-codes-on = Códigos activados.
did-key-revoked = La clave ya no abre nada.
audit-signed_in = Entró
audit-door_shut = La cuenta no dejó entrar a nadie durante un rato, tras demasiadas contraseñas o códigos erróneos
audit-signed_out = Salió
audit-password_link_made = Creó un enlace para otra contraseña
audit-invited = Invitó a alguien
audit-invited_anew = Renovó una invitación
audit-invitation_withdrawn = Retiró una invitación
audit-joined = Entró con una invitación
audit-staff_added = Añadió una cuenta
audit-role_set = Cambió un rol
audit-disabled = Desactivó una cuenta
audit-enabled = Activó una cuenta
audit-renamed = Cambió un nombre
audit-password_set = Cambió una contraseña
audit-codes_on = Activó los códigos
audit-codes_off = Desactivó los códigos
audit-codes_taken = Quitó los códigos
audit-recovery_made = Hizo nuevos códigos de recuperación
audit-recovery_used = Entró con un código de recuperación
audit-codes_required = Fijó si se piden códigos a todos
audit-sessions_ended = Cerró sesiones
audit-retailer_named = Puso nombre a la tienda
audit-shop_kept = Añadió, cambió o quitó una tienda
audit-company_kept = Añadió, cambió o quitó una empresa
audit-api_key_made = Creó una clave de API
audit-api_key_revoked = Retiró una clave de API

# Tarifas, fabricantes, y lo que falta a un producto.
lists-title = Listas de precios
lists-lead = En qué moneda y a quién se pide cada precio. Casi siempre basta una.
lists-empty-title = Aún no hay listas de precios
lists-empty-words = Crea la primera: la de siempre, en euros y con IVA. Después pones ahí lo que cuesta cada cosa.
list-usual = La de siempre
list-usual-name = Precio de venta
list-new = Lista nueva
list-make = Crear la lista
list-change = Cambiar
list-name = Nombre
list-currency = Moneda
list-currency-help = No cambia después.
list-taxed = Los precios llevan el IVA dentro
list-with-tax = con IVA
list-without-tax = sin IVA
list-everybody = para todos
list-for-group = para { $group }
list-whom = Para quién
list-whom-help = Vacío: para todos, en todas partes
list-channel = Canal
list-channel-any = Todos los canales
list-zone = Zona
list-zone-help = Un país, ES, o una parte de uno, ES-CN. Vacío: en todas partes.
list-group = Grupo de clientes
list-group-help = Como se llama en tus clientes: mayoristas. Vacío: para todos.
list-rank = Prioridad
list-rank-help = Si valen varias listas, se pide la del número más alto.
list-code = Código
list-code-help = Vacío: sale del nombre. Es el que usan los archivos y la API.
list-refused-currency = Los precios de esa lista ya están en otra moneda. Crea otra lista.
list-refused-known = Ya hay una lista con ese código. Escribe otro nombre, u otro código.
list-refused-name = Escribe un nombre con letras.
list-refused-rank = La prioridad es un número entero, como 10.
list-refused-text = Hay un texto demasiado largo, o con una letra que no se ve.
list-refused-zone = La zona es un país o una parte de uno, como ES o ES-CN.
did-price-list = Lista guardada.
makers-title = Fabricantes
makers-lead = Quién hace lo que vendes, y quién responde de ello en la Unión Europea. La ley pide su dirección y su correo.
makers-empty-title = Aún no hay fabricantes
makers-empty-words = Añade el primero; si coses tú, eres tú. Después lo eliges en cada producto.
maker-new = Fabricante nuevo
maker-change = Cambiar el fabricante
maker-add = Añadir un fabricante
maker-name = Nombre o marca
maker-address = Dirección postal
maker-address-help = Calle, número, código postal, ciudad y país
maker-email = Correo electrónico
maker-where = Dónde está
maker-in-union = En la Unión Europea
maker-outside = Fuera de la Unión Europea
maker-union-help = De lo que viene de fuera responde alguien de dentro: añádelo también aquí.
maker-unreached = Falta dirección o correo
maker-refused-email = Ese correo no vale: escríbelo así, hola@taller.example.
maker-refused-known = Ya hay un fabricante con ese nombre.
maker-refused-name = Escribe un nombre con letras.
maker-refused-text = Hay un texto demasiado largo, o con una letra que no se ve.
did-maker = Fabricante guardado.
product-prices-of = Precios de { $name }
product-kind = Qué es
product-category = Categoría
product-also = También en
product-category-none = Ninguna
product-category-make = Hacer una categoría
product-unsaid = Sin decir
product-responsible-help = Solo si el fabricante está fuera de la Unión.
product-refused-taken = Ya hay un producto con la referencia { $code }. Escribe otra, o mira el que hay:
product-refused-kind = Elige qué es.
product-refused-sku-taken = Esa referencia ya es de otro producto. Escribe otra.
meanwhile-title = Alguien lo ha cambiado mientras tanto
meanwhile-field = Qué
meanwhile-theirs = Ahora dice
meanwhile-mine = Tú escribiste
meanwhile-taken = Nada; queda lo suyo
pick-none = Nada elegido
attribute-another = { $name }: otro valor
care-of-wash = Lavado
care-of-bleach = Blanqueo
care-of-dry = Secado
care-of-iron = Plancha
care-of-clean = Tintorería
said-yes = Sí
said-no = No
price-nothing-sold = Nada de este producto está a la venta, así que no hay a qué poner precio.
price-colors-all = Todos los colores
price-sku = Referencia
price-sku-help = { $n ->
    [one] Vacío: la que se vende
   *[other] Vacío: las { $count } que se venden
}
price-and-more = { $n ->
    [one] { $labels } y una más
   *[other] { $labels } y { $count } más
}
price-earlier = { $n ->
    [one] Un cambio anterior
   *[other] { $count } cambios anteriores
}
price-rows-more = { $n ->
    [one] Hay una fila más.
   *[other] Hay { $count } filas más.
}
price-refused-day = Elige un día del calendario.
price-refused-from = Un precio vale desde hoy o más tarde.
price-refused-nothing = Nada de este producto está a la venta, así que no hay a qué poner precio.
price-refused-past = Ese día ya pasó. Un precio vale desde hoy o más tarde; lo que costó no cambia.
price-refused-sale-above = Una rebaja cuesta menos que el precio normal.
price-refused-sale-alone = Pon primero el precio normal: una rebaja se compara con él.
price-refused-sku = Nada con esa referencia y color está a la venta.
price-refused-to = Una rebaja acaba después de empezar, y un precio normal no acaba.
price-refused-unknown = Esa lista de precios ya no existe. Elige otra.
did-prices = { $n ->
    [one] Puesto un precio.
   *[other] Puestos { $count } precios.
}
did-price-same = Ya costaba eso: no cambió nada.
sale-end = { $n ->
    [one] Acabar la rebaja
   *[other] Acabar la rebaja de { $count }
}
sale-end-help = Desde ahora cuesta lo normal. Puedes volver a ponerla.
sale-again = Volver a ponerla
did-sale-ended = { $n ->
    [0] No había ninguna rebaja que acabar.
    [one] Rebaja acabada.
   *[other] Acabadas { $count } rebajas.
}
did-sale-again = { $n ->
    [0] Esa rebaja ya no valdría: no cambió nada.
    [one] La rebaja vuelve a valer.
   *[other] { $count } rebajas vuelven a valer.
}
variant-color = Color
variant-size = Talla
variants-change = Cambiar
variants-by-color = { $n ->
    [one] Un color
   *[other] { $count } colores
}
variants-of-color = { $n ->
    [one] una variante, { $sold } a la venta
   *[other] { $count } variantes, { $sold } a la venta
}
variants-of = Tallas y colores de { $name }
variants-lead = Qué se puede comprar. Lo que se quita deja de venderse; en los pedidos de antes sigue.
variants-sold = Qué se vende
variants-grid-help = Marca lo que se vende. Una casilla que no existía crea su talla, con una referencia propuesta.
variants-numbers = Referencias y códigos de barras
variants-kept = Nada se borra: lo que no marcas deja de venderse.
variants-add = Añadir un color o tallas
variants-add-do = Añadir
variants-add-help = La referencia se propone con la del producto, el color y la talla.
variants-sizes = Tallas
variants-others = Otras tallas
variants-others-help = Con comas: S, M, L. Vacío: sin talla.
variant-sold = Se vende
gtin-check = El último dígito tendría que ser { $digit }. Mira si falta o sobra alguno.
gtin-length = Un código de barras tiene 8, 12, 13 o 14 dígitos.
variants-refused-changed = Alguien ha cambiado este producto mientras tanto. Lo que escribiste está aquí: míralo y guarda otra vez.
variants-refused-gtin = Un código de barras no es válido, o ya es de otra variante.
variants-refused-known = Ya están todas esas. Si alguna no se vende, márcala en la tabla.
variants-refused-nothing = Escribe un color o elige tallas.
variants-refused-options = Dos variantes tienen la misma talla y color.
variants-refused-sku = La referencia saldría demasiado larga. Acorta el color o la talla.
variants-refused-sku-taken = Una de esas referencias ya es de otro producto.
variants-refused-variants = Un producto tiene 2.000 variantes como mucho.
reviews-of = De
reviews-of-all = Ver las de todos
shelf-move-help = Al ponerla en otra cambian su código y los de las que tiene dentro; sus productos y traducciones van con ella.
shelf-remove = Quitar la categoría
shelf-remove-empty = No tiene productos.
shelf-remove-up = { $n ->
    [one] Su producto pasa a la de encima.
   *[other] Sus { $count } productos pasan a la de encima.
}
shelf-remove-not = { $n ->
    [one] Tiene un producto: ponlo en otra categoría para poder quitarla.
   *[other] Tiene { $count } productos: ponlos en otra categoría para poder quitarla.
}
shelf-refused-category = Las categorías van una dentro de otra hasta ocho niveles.
shelf-refused-has-others = Tiene otras categorías dentro: muévelas o quítalas antes.
shelf-refused-has-products = Tiene productos: ponlos antes en otra categoría.
shelf-refused-parent = La categoría en la que iba ya no existe. Elige otra.
shelf-refused-text = El nombre es demasiado largo, o tiene una letra que no se ve.
shelf-refused-within = Una categoría no puede ir dentro de sí misma.
did-category-gone = { $n ->
    [0] Categoría quitada.
    [one] Categoría quitada; su producto está en la de encima.
   *[other] Categoría quitada; sus { $count } productos están en la de encima.
}

# Operating: how everything stands, what was set aside, storage, backups, settings.
operations-title = Funcionamiento
operations-lead = Cómo está todo, qué necesita de ti y qué se puede volver a intentar.
operations-since = En marcha desde
health-well = Todo va bien
health-well-words = No hay nada que hacer. Esta página se actualiza sola.
health-count = { $n ->
    [one] Hay algo que mirar
   *[other] Hay { $count } cosas que mirar
}
health-look = Pronto
health-act = Ahora
health-fold-behind = { $n ->
    [one] Las fichas y los totales van un minuto por detrás. Tras una importación es normal; si no, mira el registro.
   *[other] Las fichas y los totales van { $count } minutos por detrás. Tras una importación es normal; si no, mira el registro.
}
health-events-parked = { $n ->
    [one] Falta un hecho en las sumas. Lee por qué, arréglalo y vuelve a intentarlo.
   *[other] Faltan { $count } hechos en las sumas. Lee por qué, arréglalo y vuelve a intentarlo.
}
health-jobs-parked = { $n ->
    [one] Una tarea falló una y otra vez. Lee por qué, arréglalo y vuelve a intentarla, o déjala.
   *[other] { $count } tareas fallaron una y otra vez. Lee por qué, arréglalo y vuelve a intentarlas, o déjalas.
}
health-jobs-wait = { $n ->
    [one] Una tarea espera desde hace un minuto. Tras una importación es normal; si no, mira el registro.
   *[other] Una tarea espera desde hace { $count } minutos. Tras una importación es normal; si no, mira el registro.
}
health-line-full = { $n ->
    [one] Se rechazó una operación porque había demasiado por guardar. ¿Va lento el disco o hay una importación en marcha?
   *[other] Se rechazaron { $count } operaciones porque había demasiado por guardar. ¿Va lento el disco o hay una importación en marcha?
}
health-disk-full = { $n ->
    [one] Queda 1 MB libre en el disco de los datos. Haz sitio o pasa a un disco mayor.
   *[other] Quedan { $count } MB libres en el disco de los datos. Haz sitio o pasa a un disco mayor.
}
health-no-backup = No hay ninguna copia de seguridad. Haz una ahora y programa una cada noche.
health-backup-old = { $n ->
    [one] La última copia tiene un día. Haz otra ahora y programa una cada noche.
   *[other] La última copia tiene { $count } días. Haz otra ahora y programa una cada noche.
}
health-backup-failed = La última copia no se pudo hacer. Lee por qué y haz otra.
health-backup-unchecked = La última copia nunca se ha probado. Pruébala con hilo backup check.
health-backup-bad = La última copia no pasó la prueba. Lee por qué y haz otra.
health-certificate-ends = { $n ->
    [one] El certificado caduca en un día. Renuévalo; Hilo vuelve a leerlo solo.
   *[other] El certificado caduca en { $count } días. Renuévalo; Hilo vuelve a leerlo solo.
}
health-in-the-clear = Quien esté en la red puede espiar las sesiones. Pon un certificado, o un proxy delante.
operations-folds = Sumas
operations-folds-words = Lo que suma cada hecho: fichas, ventas y visitas.
operations-folds-none = Todavía no se ha sumado nada.
operations-version = versión { $version }
operations-built = se está construyendo
operations-up-to-date = Al día
count-operations-behind = { $n ->
    [one] 1 hecho por detrás
   *[other] { $count } hechos por detrás
}
operations-jobs = Tareas
operations-jobs-words = Lo que Hilo hace solo, en segundo plano.
operations-jobs-none = No hay nada pendiente.
count-jobs-waiting = { $n ->
    [one] 1 espera
   *[other] { $count } esperan
}
count-jobs-running = { $n ->
    [one] 1 en marcha
   *[other] { $count } en marcha
}
count-jobs-parked = { $n ->
    [one] 1 apartada
   *[other] { $count } apartadas
}
operations-lines = Lo que espera para guardarse
operations-lines-words = Si una fila se llena, se rechaza lo nuevo y no se cambia nada.
operations-waited = la mitad, en { $time }
operations-waited-most = 99 de 100, en { $time }
count-operations-refused = { $n ->
    [one] 1 rechazada
   *[other] { $count } rechazadas
}
line-people = Personas
line-bulk = Lo que nadie espera
line-reads = Lecturas
operations-storage = Espacio
storage-database = Base de datos
storage-log = Diario
storage-pictures = Imágenes
storage-backups = Copias
storage-free = Libre
storage-day = Día
storage-growth = Crecimiento
storage-growth-none = Mañana se verá aquí cuánto crece al día.
operations-backups = Copias de seguridad
backup-now = Hacer una ahora
backup-waiting = En espera
backup-running = Haciéndose
backup-made = Hecha
backup-failed = Falló
backup-elsewhere = el archivo no está aquí
backups-empty-title = Todavía no hay copias
backups-empty-words = Una copia guarda todo menos las imágenes. Haz la primera aquí.
backup-check-words = Para saber si una copia se puede restaurar, pruébala:
check-none = Sin probar
check-good = Probada
check-findings = Con hallazgos
check-failed = No se restaura
operations-parked-events = Hechos apartados
operations-parked-events-words = Una suma no pudo con ellos, así que faltan en ella.
operations-parked-jobs = Tareas apartadas
operations-parked-jobs-words = Fallaron diez veces. Cuando lo hayas arreglado, vuelve a intentarlas.
operations-again = Reintentar
operations-again-all = { $n ->
    [one] Reintentar 1: { $kind }
   *[other] Reintentar las { $count }: { $kind }
}
count-job-tries = { $n ->
    [one] 1 intento
   *[other] { $count } intentos
}
operations-give-up = Dejar…
operations-give-up-words = Lo que iba a hacer esta tarea no se hará. Quedará anotado que la dejaste.
operations-give-up-sure = Dejarla
operations-beside = Lo que entra
count-sources-on = { $n ->
    [one] 1 encendida
   *[other] { $count } encendidas
}
count-sources-off = { $n ->
    [one] 1 apagada
   *[other] { $count } apagadas
}
count-imports-busy = { $n ->
    [0] ninguna en marcha
    [one] 1 en marcha
   *[other] { $count } en marcha
}
count-imports-failed = { $n ->
    [one] 1 falló
   *[other] { $count } fallaron
}
operations-settings = Ajustes
operations-settings-words = Como arrancó este proceso. Los secretos no se muestran.
setting-name = Ajuste
setting-value = Valor
setting-origin = De dónde viene
setting-hidden = oculto
setting-built = de fábrica
setting-file = { $file }, línea { $line }
fold-card = Fichas
fold-product-sales = Ventas por producto
fold-visits = Visitas
job-backups = Copias de seguridad
job-products-bulk = Cambios de muchos productos
job-duplicates = Buscar duplicados
job-identity = Revisar quién es quién
job-imports = Importaciones
job-labels-bulk = Etiquetar a muchos
job-labels = Etiquetas por reglas
job-returns = Casar devoluciones
job-pictures-fetch = Traer imágenes
job-pictures = Tamaños de imágenes
job-erasures = Terminar de borrar a alguien
job-blocks = Valores bloqueados
did-jobs-tried = Se vuelve a intentar
did-job-given-up = Se dejó la tarea
did-event-counted = El hecho ya cuenta
did-event-aside = El hecho sigue apartado: lee por qué
did-backup-asked = Copia pedida. Cuando esté hecha, aparece abajo.
audit-jobs_retried = Volvió a intentar tareas
audit-job_given_up = Dejó una tarea
audit-event_retried = Volvió a intentar un hecho
audit-backup_made = Pidió una copia de seguridad
audit-sample_removed = Quitó la tienda inventada
audit-import_started = Trajo archivos de otra tienda
audit-import_rejects_seen = Leyó lo que no se pudo traer

house-lead = Cómo se llama, sus empresas y sus tiendas.
house-name = El nombre
house-name-label = Cómo se llama tu tienda
house-name-help = Así la ven tu equipo y quien compra.
house-shops = Tiendas
house-shops-none = Aún no hay ninguna. Añade la primera con el formulario.
house-shop-new = Una tienda nueva
house-shop-change = Cambiar la tienda
house-shop-name = Nombre
house-city = Ciudad
house-address = Dirección
house-company = Empresa que factura
house-code = Código
house-code-help = Con él llegan los pedidos de la caja y de otros programas. Vacío, sale del nombre. No cambia después.
house-shop-add = Añadir la tienda
house-companies = Empresas
house-companies-none = La empresa es quien factura. Añade la tuya con su NIF.
house-company-new = Una empresa nueva
house-company-change = Cambiar la empresa
house-legal-name = Razón social
house-tax-number = NIF
house-registered = Domicilio
house-country = País
house-company-add = Añadir la empresa
house-refused-company-country = Elige un país de la lista.
house-refused-shop-code = El código lleva hasta 40 letras sin acentos, cifras, guiones y puntos, como goya.
house-refused-shop-company = Esa empresa ya no está. Elige otra.
house-refused-shop-known = Ya hay una con ese código. Cámbiala, o escribe otro.
start-title = Primeros pasos
start-done = { $done } de { $of }
start-is-done = hecho
start-name = Ponle nombre
start-name-words = El nombre que ven tu equipo y quien compra.
start-name-do = Escribirlo
start-shops = Añade tus tiendas
start-shops-words = Dónde se vende y se recoge. Con una basta para empezar.
start-shops-do = Añadir
start-staff = Invita a tu equipo
start-staff-words = Cada persona entra con su cuenta y ve lo que le toca.
start-staff-do = Invitar
start-import = Importa tus productos
start-import-words = De Shopify, WooCommerce, Magento o un CSV, con clientes y pedidos.
start-import-do = Importar
start-source = Conecta tu web
start-source-words = Lo que pasa en tu web o tu app llega al hilo de cada cliente.
start-source-do = Conectar
did-house = Guardado.

audit-is-add = puesta
audit-is-remove = quitada
audit-is-new = nueva
audit-is-set = cambiada
audit-is-revoked = retirada
audit-is-on = encendida
audit-is-off = apagada
audit-of-customers =
    { $n ->
        [one] { $n } cliente
       *[other] { $n } clientes
    }
audit-of-from = antes { $value }
audit-of-jobs =
    { $n ->
        [one] { $n } tarea
       *[other] { $n } tareas
    }
audit-of-key = clave { $value }
audit-of-kind = { $value }
audit-of-label = etiqueta { $value }
audit-of-language = idioma { $value }
audit-of-limit = límite { $value }
audit-of-rejected =
    { $n ->
        [one] { $n } rechazado
       *[other] { $n } rechazados
    }
audit-of-role = rol { $value }
audit-of-rows =
    { $n ->
        [one] { $n } fila
       *[other] { $n } filas
    }
audit-of-sessions =
    { $n ->
        [one] { $n } sesión
       *[other] { $n } sesiones
    }
audit-of-shops = tiendas { $value }
audit-of-source = fuente { $value }
audit-of-shop = tienda { $value }
audit-of-company = empresa { $value }
audit-of-staff = { $value }
audit-of-taken =
    { $n ->
        [one] { $n } aceptado
       *[other] { $n } aceptados
    }
audit-of-text = texto { $value }
audit-of-to = ahora { $value }
audit-of-fold = suma { $value }
audit-of-sharing = { $value }
audit-of-rights = puede: { $value }

# Home
home-today = Hoy
home-week = 7 días
home-month = 28 días
home-days = Días elegidos
home-show = Ver
home-until = { $days }, hasta las { $time }, frente a { $before } hasta la misma hora. Hace un año: { $year }.
home-whole = { $days }, frente a { $before }. Hace un año: { $year }.
home-all-shops = Todas las tiendas
home-my-shops = Mis tiendas
home-no-shop = En ninguna tienda
home-filters = Solo se ve esto
home-filter-off = quitar
home-figures = Cifras
home-net = Ventas netas
home-orders = Pedidos y tickets
home-average = Ticket medio
home-returns = Devoluciones
home-visits = Visitas
home-newcomers = Personas nuevas
home-was = antes { $value }
home-year-ago = hace un año { $value }
home-more = { $percent } más
home-less = { $percent } menos
home-as-much = lo mismo
home-also = También en { $currency }
home-needs = Te necesita
home-calm = Nada te espera. Que tengas un buen día.
home-by-hour = Ventas netas por hora
home-by-day = Ventas netas por día
home-chart-says = { $title }: { $is }, antes { $was }. La tabla de abajo tiene las cifras.
home-as-table = Las cifras en una tabla
home-hour = Hora
home-day = Día
home-by-channel = Por canal
home-by-shop = Por tienda
home-against = frente a { $before }
home-nothing = Nada en este tiempo
home-thread = Toda la tienda, ahora
home-pause = Pausar
home-go-on = Seguir
home-quiet = Aún no ha pasado nada. Lo que hagan tus clientes aparece aquí según lo hacen.
home-new-title = Aún no se ha vendido nada
home-new-words = Importa los clientes, productos y pedidos de tu tienda, o conecta tu web. Las cifras empiezan con el primer pedido.
home-step-import = Importar
home-step-source = Conectar una fuente
home-step-product = Añadir un producto
home-old-title = La última venta es del { $date }
home-old-words = Desde entonces no se ha vendido nada. Mira los últimos días que tienen cifras.
home-old-day = Ver ese día
home-old-month = Ver sus 28 días
count-visits = { $n ->
    [one] { $count } visita
   *[other] { $count } visitas
}
need-look = Mirar
need-check = Revisar
need-read = Leer
need-compare = Comparar
need-complete = Completar
need-write = Escribir
need-or-more = { $words }, por lo menos
need-events = { $n ->
    [one] { $count } suceso falta en las sumas
   *[other] { $count } sucesos faltan en las sumas
}
need-events-words = Las cifras se quedan cortas hasta que se arregle y se vuelva a intentar.
need-jobs = { $n ->
    [one] { $count } tarea falla una y otra vez
   *[other] { $count } tareas fallan una y otra vez
}
need-jobs-words = Están apartadas, con su motivo. Vuelve a intentarlas o renuncia a ellas.
need-backup-none = No hay copia de seguridad
need-backup-failed = La última copia de seguridad falló
need-backup-old = La última copia de seguridad tiene { $count } días
need-backup-words = Si esta máquina se rompe hoy, se pierde lo que ha llegado desde la última copia.
need-backup-act = Hacer copia
need-silent = { $n ->
    [one] { $name } lleva un día sin contar nada
   *[other] { $count } fuentes llevan un día sin contar nada, entre ellas { $name }
}
need-silent-words = ¿Ha cambiado su clave o su página? Mientras tanto faltan visitas y comportamiento.
need-rejects = { $n ->
    [one] { $count } mensaje no se pudo usar
   *[other] { $count } mensajes no se pudieron usar
}
need-rejects-words = Esperan 30 días. Arregla la causa y cuéntalos otra vez.
need-imports = { $n ->
    [one] { $count } importación se detuvo
   *[other] { $count } importaciones se detuvieron
}
need-imports-words = Lo que llegó hasta entonces se queda. Mira por qué y sigue.
need-reviews = { $n ->
    [one] { $count } reseña espera
   *[other] { $count } reseñas esperan
}
need-reviews-words = Los compradores las ven cuando tú las hayas visto.
need-pairs = { $n ->
    [one] { $count } pareja puede ser una sola persona
   *[other] { $count } parejas pueden ser una sola persona
}
need-pairs-words = Tienen en común nombres, direcciones o teléfonos.
need-unready = { $n ->
    [one] { $count } producto aún no se puede vender
   *[other] { $count } productos aún no se pueden vender
}
need-unready-words = Les falta algo que la ley o el comprador necesitan.
need-untold = { $n ->
    [one] A { $count } producto le faltan sus palabras en { $language }
   *[other] A { $count } productos les faltan sus palabras en { $language }
}
need-untold-words = Mientras tanto, quien habla esa lengua lee otra.
told-title = Avisos
told-lead = Lo que pasó mientras no mirabas: trabajos tuyos que terminaron y problemas que puedes arreglar. Quedan 30 días.
told-none = Nada que contarte
told-none-words = Cuando termine una importación, una copia u otro trabajo tuyo, o algo falle, lo verás aquí y en la campana.
told-new = Nuevo
told-unseen = { $n ->
    [one] { $count } sin ver
   *[other] { $count } sin ver
}
told-import-done = Terminó la importación de { $shop }
told-import-done-words = Mira qué llegó y qué se rechazó.
told-import-looked = { $shop }: los archivos están leídos
told-import-looked-words = Mira qué llegaría y empieza la importación.
told-import-failed = La importación de { $shop } se detuvo
told-import-failed-words = Lo que llegó hasta entonces se queda. Mira por qué y sigue.
told-labelled-on = Terminó de poner la etiqueta.
told-labelled-off = Terminó de quitar la etiqueta.
told-changed = Terminó el cambio de muchos productos.
told-backup = La copia de seguridad está hecha
told-backup-words = Pesa { $size }.
told-joined = { $name } ha entrado en el equipo
told-joined-words = Aceptó tu invitación.
told-key-ends = La clave { $name } termina pronto
told-key-ended = La clave { $name } ya no vale
told-key-words = Vale hasta el { $when }. Haz otra y cámbiala en el programa que la usa.
told-disk = Quedan { $megabytes } MB en el disco
told-disk-words = Sin sitio no se puede hacer una copia ni actualizar. Haz sitio o pasa a un disco mayor.
import-beyond = Estos archivos traen clientes o pedidos de todas las tiendas. Pueden traerlos un propietario u operaciones.
sample-title = Estás mirando Telar, una tienda inventada
sample-words = Para empezar con la tuya, quítala: se van { $customers } clientes, { $orders } pedidos, { $products } productos y lo que hayas añadido para probar. Se quedan tu equipo, sus claves y el registro. No vuelve.
sample-remove = Quitar Telar
did-sample-removed = Telar ya no está. La casa es tuya: empieza por su nombre.
first-title = Empieza con tu casa
first-lead = Nadie trabaja aquí todavía. Tú serás quien pueda hacerlo todo; luego invitas a tu equipo.
first-enter = Crear mi cuenta y entrar
signin-nobody = Aún no trabaja nadie aquí. Abre el enlace que Hilo escribió al arrancar, o crea a alguien en la máquina con
did-house-gone = «{ $name }» ya no está.
house-remove = Quitar
house-remove-words = Nada la nombra todavía. Podrás deshacerlo.
house-stays-shop = Tiene pedidos o gente, así que no se puede quitar.
house-stays-company = Tiene tiendas, así que no se puede quitar.
house-refused-company-tax-number = No es un NIF, CIF o NIE: la letra o cifra de control no sale. Repásalo.
house-refused-company-twin = Ya hay una empresa con ese número, o con ese nombre y sin número. Cámbiala.
house-refused-shop-twin = Ya hay una tienda con ese nombre en esa ciudad. Si es otra, escribe su dirección o cámbiale el nombre.
field-empty = Falta escribirlo.
field-hidden = Tiene una letra que no se ve. Escríbelo de nuevo.
field-long =
    { $n ->
        [one] Cabe { $count } letra.
       *[other] Caben { $count } letras.
    }
codes-all-now =
    { $n ->
        [0] Nadie que no tenga códigos tiene ahora una sesión abierta.
        [one] Se cierra ahora { $count } sesión de quien no tiene códigos: los prepara al volver a entrar.
       *[other] Se cierran ahora { $count } sesiones de quienes no tienen códigos: los preparan al volver a entrar.
    }
did-came = Hola. Esta es tu cuenta: ya puedes trabajar.
start-till = Conecta tu caja
start-till-words = Los pedidos llegan solos de la caja o de otro programa. Haz una clave y dásela a quien la lleva.
start-till-do = Hacer una clave
orders-by-program = Conectar la caja
orders-example = Ver un ejemplo
need-backup-none-words = Si esta máquina se rompe hoy, se pierde todo.
operations-machine = Para quien mantiene la máquina
backup-nightly = Para tener una cada noche, añade esta línea con crontab -e en la máquina de Hilo, con el usuario que lo arranca. Mejor si la carpeta está en otro disco.
backup-nightly-database = La dirección de tu base de datos va donde pone postgres://…
import-missing-column = Falta decir una columna
imports-too-many = Has elegido { $chosen } archivos y caben { $most }. Quita algunos e importa el resto después.
consent-text-read = Texto «{ $version }» en { $language }
thread-elsewhere =
    { $n ->
        [one] Hay { $count } hecho más en otras tiendas.
       *[other] Hay { $count } hechos más en otras tiendas.
    }
