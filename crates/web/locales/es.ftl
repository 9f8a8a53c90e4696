# Lo que comparten todas las páginas. Las claves van en el mismo orden en los dos idiomas.

ago-now = ahora
ago-minutes = hace { $count } min
ago-hours = hace { $count } h
ago-yesterday = ayer
ago-days = { $n ->
    [one] hace { $count } día
   *[other] hace { $count } días
}
day-today = Hoy
day-yesterday = Ayer

channel-web = Web
channel-app = App
channel-shop = Tienda
channel-kiosk = Quiosco
channel-whatsapp = WhatsApp
channel-instagram = Instagram
channel-email = Correo
channel-phone = Teléfono
channel-chat = Chat
channel-market = Marketplace
channel-import = Importado
channel-hilo = Hilo

frame-skip = Ir al contenido
frame-rooms = Salas
frame-search = Buscar
frame-home = Inicio
frame-customers = Clientes
frame-orders = Pedidos
frame-products = Productos
frame-duplicates = Duplicados
frame-sources = Fuentes
frame-staff = Equipo
frame-house = Tu tienda
frame-operations = Funcionamiento
frame-more = Más
frame-account = Mi cuenta
frame-crumbs = Ruta
frame-notifications = Avisos
frame-theme = Cambiar entre claro y oscuro
frame-language = Ver en { $language }
frame-keys = Teclas
frame-sign-out = Salir
frame-live = En vivo
frame-live-lost = Sin conexión, reintentando
frame-close = Cerrar
frame-failed = No se pudo traer lo nuevo. Prueba otra vez.
frame-copied = Copiado

keys-title = Teclas
keys-palette = Ir a cualquier sitio
keys-search = Buscar en esta página
keys-next = Fila siguiente
keys-previous = Fila anterior
keys-open = Abrir la fila
keys-leave = Volver a la lista, o cerrar
keys-help = Ver estas teclas

find-title = Buscar en todo
find-words = Persona, pedido, producto o sitio

view-keep = Guardar vista
view-name = Nombre de la vista
view-shared = Que la vea todo el equipo
view-save = Guardar
view-remove = Quitar esta vista

copy-id = copiar el identificador
copy-short = Copiar id
copy-link = Copiar el enlace
copy-key = Copiar la clave
copy-secret = Copiar el secreto
copy-line = Copiar la línea
pager-label = Páginas
pager-next = Siguientes
pager-first = Al principio
sort-up = de menos a más
sort-down = de más a menos
list-sort = Ordenar por
list-clear = Quitar filtros
list-more = Más filtros
list-move = moverse
list-open = abrir
