//! What each reader makes of a file, without a database.

use std::{io::Write, path::Path};

use catalog::{
    import::{
        families::{Families, Layout},
        magento, magento_samples,
        mappings::Mapping,
        plain,
        products::Product,
        shopify,
        tables::Table,
        woocommerce,
    },
    products::State,
};

const SHOPIFY: &str = "\
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
Option2 Value,Variant SKU,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,\
Image Alt Text,Gift Card,Variant Image,Status
jersey,Jersey,\"<p>Lana.
<br>Suave &amp; c\u{e1}lido</p>\",Telar,Apparel & Accessories > Clothing > Tops,Punto,\"lana, invierno\",true,Talla,S,\
Color,Azul,J-S,39.90,59.90,'4006381333931,https://cdn.example/2.jpg,2,,false,,active
jersey,,,,,,,,,M,,Azul,J-M,59.90,,not a gtin,https://cdn.example/1.jpg,1,De frente,,https://cdn.example/m.jpg,
bono,Bono,,,,,,false,Title,Default Title,,,,25.00,,,,,,true,,active
jersey,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,3,,,,
,Lost,,,,,,,,,,,X,1,,,,,,,,
";

const WOOCOMMERCE: &str = "\
ID,Tipo,SKU,\"GTIN, UPC, EAN o ISBN\",Nombre,Publicado,Visibilidad en el cat\u{e1}logo,Descripci\u{f3}n corta,\
Descripci\u{f3}n,D\u{ed}a en que termina el precio rebajado,Precio rebajado,Precio normal,Categor\u{ed}as,Etiquetas,\
Im\u{e1}genes,Superior,Productos agrupados,Ventas dirigidas,Ventas cruzadas,Marcas,Nombre del atributo 1,\
Valor(es) del atributo 1,Nombre del atributo 2,Valor(es) del atributo 2
7,variable,,,Camiseta,1,visible,Corta.,<b>Larga</b>,,,,\"Ropa > Camisetas, Novedades\",verano,\
\"https://x.example/a.jpg, https://x.example/b.jpg\",,,CINT,id:9,Telar,Talla,\"S, M\",Material,Algod\u{f3}n
9,simple,CINT,4006381333931,Cintur\u{f3}n,0,visible,,,,,\"19,95\",Ropa,,,,,,,,Material,\"Cuero, Metal\",,
10,variation,,,Camiseta - S,1,visible,,,2026-12-31,\"9,95\",\"14,95\",,,,id:7,,,,,Talla,S,,
11,variation,CAM-M,,Camiseta - M,1,visible,,,,,\"14,95\",,,https://x.example/m.jpg,id:7,,,,,Talla,M,,
12,grouped,SET,,Conjunto,1,hidden,,,,,,Ropa,,,,\"CINT, id:7\",,,,,,,
13,variation,Z-1,,Perdida,1,visible,,,,,1,,,,id:99,,,,,Talla,M,,
";

const MAGENTO: &str = "\
sku,store_view_code,attribute_set_code,product_type,categories,name,description,product_online,visibility,price,\
special_price,additional_attributes,base_image,additional_images,configurable_variations,related_skus,bundle_values,\
associated_skus
MH01,,Top,configurable,\"Default Category/Men/Tops,Default Category\",Hoodie,<p>Warm</p>,1,\"Catalog, Search\",52,,\
\"has_options=1,material=Wool|Fleece,eco_collection=Yes\",/m/h/a.jpg,\"/m/h/a.jpg,/m/h/b.jpg\",\
\"sku=MH01-S,size=S,color=Black|sku=MH01-M,size=M,color=Black\",\"MB1,MB2\",,
MH01,es,Top,configurable,,Sudadera,<p>Caliente</p>,,,,,,,,,,,
MH01-S,,Top,simple,Default Category,Hoodie-S,,1,Not Visible Individually,52.0000,45,\
\"size=S,color=Black,ean=4006381333931\",,,,,,
MH01-M,,Top,simple,Default Category,Hoodie-M,,2,Not Visible Individually,52,,\"size=M,color=Black\",/m/h/m.jpg,,,,,
MB1,,Bag,simple,Default Category/Gear,Bag,,1,Not Visible Individually,10,,,,,,,,
KIT,,Gear,bundle,Default Category/Gear,Kit,,1,\"Catalog, Search\",,,,,,,,\
\"name=Bag,sku=MB1,default=0,default_qty=1.0000|name=Bag,sku=MB2,default=1,default_qty=2.0000|name=Top,sku=MH01-S\",
SET,,Gear,grouped,Default Category/Gear,Set,,1,\"Catalog, Search\",,,,,,,,,\"MB1=2.0000,MB2=0.0000\"
";

const PLAIN: &str =
    "\u{feff}Modelo;Referencia;Nombre;Descripci\u{f3}n;Talla;PVP;Precio oferta;EAN;Categor\u{ed}a;Tejido;Stock
CH1;CH1-S;Chaqueta;\"De lana.
Forrada\";S;1.059,90;;4006381333931;Mujer > Chaquetas;Lana;3
CH1;CH1-M;;;M;1.059,90;899;;;;1
;GO-1;Gorro;;;12;;;Complementos;;9
;;Nada;;;1;;;;;
";

/// What comes of a file: products in order, and reasons with their lines.
fn read<L: Layout<Made = Product>>(
    text: &str,
    layout: impl FnOnce(&Table) -> L,
) -> (Vec<Product>, Vec<(u64, &'static str)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("in.csv");
    std::fs::write(&path, text).expect("written");
    let table = Table::look(&path).expect("a table");
    let mut layout = layout(&table);
    let mut families = Families::of(&table, &mut layout).expect("it can be read");
    let (mut products, mut rejects) = (Vec::new(), Vec::new());
    while let Some(came) = families.next().expect("it can be read") {
        match came.made {
            Ok(product) => products.extend(product),
            Err(reject) => rejects.push((reject.number, reject.reason.code)),
        }
    }
    (products, rejects)
}

fn named<'p>(products: &'p [Product], code: &str) -> &'p Product {
    products.iter().find(|product| product.told.code == code).unwrap_or_else(|| panic!("{code}: {products:?}"))
}

/// SKU and options of each variant.
fn variants(product: &Product) -> Vec<String> {
    let options = |options: &std::collections::BTreeMap<String, String>| {
        options.iter().map(|(axis, value)| format!("{axis}={value}")).collect::<Vec<_>>().join(",")
    };
    let all = product.told.variants.iter().flatten();
    all.map(|variant| format!("{} {}", variant.sku, options(&variant.options)).trim().to_owned()).collect()
}

/// SKU, regular price and reduced price.
fn prices(product: &Product) -> Vec<String> {
    let sale = |price: &catalog::import::products::Price| price.sale.map(|sale| format!(" {sale}")).unwrap_or_default();
    product.prices.iter().map(|price| format!("{} {}{}", price.sku, price.regular, sale(price))).collect()
}

fn addresses(product: &Product) -> Vec<&str> {
    product.pictures.iter().map(|picture| picture.address.as_str()).collect()
}

#[test]
fn shopify_tells_a_product_in_rows_of_its_handle() {
    let (products, rejects) = read(SHOPIFY, |_| shopify::Products);
    assert_eq!(products.len(), 2);
    assert_eq!(rejects, [(7, "handle-none")]);
    let jersey = named(&products, "jersey");
    assert_eq!(jersey.told.description.as_deref(), Some("Lana.\nSuave & c\u{e1}lido"));
    assert_eq!((jersey.told.brand.as_deref(), jersey.told.state), (Some("Telar"), Some(State::Active)));
    assert_eq!(variants(jersey), ["J-S color=Azul,size=S", "J-M color=Azul,size=M"]);
    let told = jersey.told.variants.as_ref().expect("variants");
    assert_eq!((told[0].gtin.as_deref(), told[1].gtin.as_deref()), (Some("4006381333931"), None));
    assert_eq!(prices(jersey), ["J-S 59.90 39.90", "J-M 59.90"]);
    let expected = ["apparel-accessories/clothing/tops", "punto"].map(str::to_owned);
    assert_eq!(jersey.told.categories.as_deref(), Some(&expected[..]));
    let cdn = |name: &str| format!("https://cdn.example/{name}.jpg");
    assert_eq!(addresses(jersey), [cdn("1"), cdn("2"), cdn("3"), cdn("m")]);
    let voucher = named(&products, "bono");
    assert_eq!(voucher.told.kind, Some(catalog::products::Kind::Voucher));
    assert_eq!((voucher.told.state, variants(voucher)), (Some(State::Draft), vec!["bono".to_owned()]));
}

#[test]
fn woocommerce_is_read_in_the_language_of_its_shop() {
    let (products, rejects) = read(WOOCOMMERCE, |_| woocommerce::Products::default());
    assert_eq!(products.len(), 3);
    assert_eq!(rejects, [(7, "parent-away")]);
    let shirt = named(&products, "woo-7");
    assert_eq!(shirt.told.description.as_deref(), Some("Corta.\n\nLarga"));
    assert_eq!(variants(shirt), ["woo-7-10 size=S", "CAM-M size=M"]);
    assert_eq!(prices(shirt), ["woo-7-10 14.95 9.95", "CAM-M 14.95"]);
    // The last day is a whole one.
    assert_eq!(shirt.prices[0].sale_to.map(base::Time::to_rfc3339).as_deref(), Some("2027-01-01T00:00:00Z"));
    let expected = ["ropa/camisetas", "novedades"].map(str::to_owned);
    assert_eq!(shirt.told.categories.as_deref(), Some(&expected[..]));
    let relations = shirt.told.relations.clone().expect("links");
    assert_eq!((relations.up_sell, relations.cross_sell), (Some(vec!["CINT".into()]), Some(vec!["CINT".into()])));
    let attributes = shirt.told.attributes.clone().expect("attributes");
    assert_eq!(
        attributes.keys().collect::<Vec<_>>(),
        ["material", "tags"],
        "what tells variants apart is no attribute"
    );
    let belt = named(&products, "CINT");
    assert_eq!((belt.told.state, prices(belt)), (Some(State::Draft), vec!["CINT 19.95".to_owned()]));
    let set = named(&products, "SET");
    let parts: Vec<&str> = set.told.parts.iter().flatten().map(|part| part.product.as_str()).collect();
    assert_eq!((parts, set.told.state), (vec!["CINT", "woo-7"], Some(State::Draft)));
}

#[test]
fn magento_names_variants_wherever_they_stand() {
    let (products, rejects) = read(MAGENTO, |_| magento::Products::default());
    assert_eq!((products.len(), rejects), (4, vec![]));
    let hoodie = named(&products, "MH01");
    assert_eq!(variants(hoodie), ["MH01-S color=Black,size=S", "MH01-M color=Black,size=M"]);
    assert_eq!(prices(hoodie), ["MH01-S 52.00 45.00", "MH01-M 52.00"]);
    let told = hoodie.told.variants.as_ref().expect("variants");
    assert_eq!((told[0].gtin.as_deref(), told[0].is_sold, told[1].is_sold), (Some("4006381333931"), true, false));
    assert_eq!(hoodie.told.categories.as_deref(), Some(&["men/tops".to_owned()][..]));
    assert_eq!(
        hoodie.shelves.iter().map(|shelf| shelf.name.as_deref()).collect::<Vec<_>>(),
        [Some("Men"), Some("Tops")]
    );
    assert_eq!(addresses(hoodie), ["/m/h/a.jpg", "/m/h/b.jpg", "/m/h/m.jpg"]);
    let spanish = &hoodie.told.translations.as_ref().expect("translations")["es"];
    assert_eq!((spanish["name"].as_str(), spanish["description"].as_str()), ("Sudadera", "Caliente"));
    let attributes = hoodie.told.attributes.as_ref().expect("attributes");
    assert_eq!(attributes["material"], ["Wool", "Fleece"]);
    assert!(!attributes.contains_key("has_options"));
    assert_eq!(named(&products, "MB1").told.state, Some(State::Draft), "what was hidden stays hidden");
    let parts = |code: &str| {
        let parts = named(&products, code).told.parts.iter().flatten();
        parts.map(|part| format!("{} {}", part.quantity, part.product)).collect::<Vec<_>>()
    };
    assert_eq!(parts("KIT"), ["2 MB2", "1 MH01-S"]);
    assert_eq!(parts("SET"), ["2 MB1", "1 MB2"]);
}

#[test]
fn a_plain_table_is_understood_by_the_names_of_its_columns() {
    let (products, rejects) = read(PLAIN, |table| plain::Products::new(Mapping::guess(table)));
    assert_eq!((products.len(), rejects), (2, vec![(6, "sku-none")]));
    let jacket = named(&products, "CH1");
    assert_eq!(jacket.told.description.as_deref(), Some("De lana.\nForrada"));
    assert_eq!(variants(jacket), ["CH1-S size=S", "CH1-M size=M"]);
    assert_eq!(prices(jacket), ["CH1-S 1059.90", "CH1-M 1059.90 899.00"]);
    assert_eq!(jacket.told.categories.as_deref(), Some(&["mujer/chaquetas".to_owned()][..]));
    assert_eq!(jacket.told.attributes.as_ref().expect("attributes")["material"], ["Lana"]);
    assert_eq!(jacket.told.state, None, "what is not said stays");
    assert_eq!(variants(named(&products, "GO-1")), ["GO-1"]);
}

/// The real files, where they are.
#[test]
fn lumas_catalog_is_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/luma-catalog");
    let file = folder.join("configurable__products.csv.gz");
    if !file.exists() {
        writeln!(std::io::stderr(), "Luma's catalog is not here, so it is not read: {}.", file.display())
            .expect("told");
        return;
    }
    let table = Table::look(&file).expect("a table");
    assert_eq!(table.rows, 1_994);
    let mut layout = magento::Products::default();
    let mut families = Families::of(&table, &mut layout).expect("it can be read");
    let (mut products, mut variants, mut pictures) = (0, 0, std::collections::BTreeSet::new());
    while let Some(came) = families.next().expect("it can be read") {
        let product = came.made.expect("every product can be read").expect("it is one");
        let told = product.told.clone().checked().expect("it can be kept");
        products += 1;
        variants += told.variants.map_or(0, |variants| variants.len());
        assert_eq!(product.prices.len(), product.told.variants.as_ref().map_or(0, Vec::len), "{}", told.code);
        assert!(told.description.is_some_and(|text| !text.contains("</") && !text.contains("&bull;")), "{}", told.code);
        pictures.extend(product.pictures.iter().map(|picture| picture.address.clone()));
    }
    assert_eq!((products, variants), (147, 1_847));
    assert!(pictures.len() >= 400, "{}", pictures.len());
    let samples = std::fs::read_dir(&folder).expect("a folder").filter_map(|entry| Some(entry.ok()?.path()));
    let mut others = 0;
    for path in samples.filter(|path| path.extension().is_some_and(|end| end == "csv")) {
        let table = Table::look(&path).expect("a table");
        if magento_samples::which(&table) == Some(magento_samples::File::Products) {
            let mut layout = magento_samples::Products::default();
            let mut families = Families::of(&table, &mut layout).expect("it can be read");
            while let Some(came) = families.next().expect("it can be read") {
                let product = came.made.expect("every product can be read").expect("it is one");
                product.told.checked().expect("it can be kept");
                others += 1;
            }
        }
    }
    assert_eq!(others, 52, "44 simple products, 6 downloads, a bundle and a group");
}

#[test]
fn a_day_of_a_sale_that_cannot_be_read_is_no_sale_for_ever() {
    let magento = |from: &str, to: &str| {
        format!(
            "sku,attribute_set_code,product_type,name,product_online,price,special_price,special_price_from_date,\
             special_price_to_date\nX1,Top,simple,X,1,52,45,{from},{to}\n"
        )
    };
    let days = |products: &[Product]| {
        let day = |time: Option<base::Time>| time.map(base::Time::to_rfc3339).unwrap_or_default();
        products.iter().map(|one| (day(one.prices[0].sale_from), day(one.prices[0].sale_to))).collect::<Vec<_>>()
    };
    let (products, rejects) = read(&magento("12/1/26", "12/5/26"), |_| magento::Products::default());
    let sale = vec![("2026-12-01T00:00:00Z".to_owned(), "2026-12-06T00:00:00Z".to_owned())];
    assert_eq!((days(&products), rejects), (sale.clone(), vec![]));
    let (products, rejects) = read(&magento("soon", ""), |_| magento::Products::default());
    assert_eq!((products.len(), rejects), (0, vec![(2, "date")]));
    // Nobody knows whether that is in January or in December.
    let woocommerce = "ID,Type,SKU,Name,Published,Sale price,Date sale price starts,Date sale price ends,\
        Regular price\n7,simple,W-1,Shirt,1,9,01/12/2026,05/12/2026,10\n\
        8,simple,W-2,Belt,1,9,2026-12-01 0:00:00,2026-12-05 0:00:00,10\n";
    let (products, rejects) = read(woocommerce, |_| woocommerce::Products::default());
    assert_eq!((days(&products), rejects), (sale, vec![(2, "date")]));
}
