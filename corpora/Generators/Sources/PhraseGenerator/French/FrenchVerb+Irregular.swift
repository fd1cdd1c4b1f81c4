extension FrenchVerb {
  /// Verbs outside the three conjugations: the present of je, il, nous, vous and ils, the past
  /// participle and the stem of the future.
  static let irregular: [String: [String]] = {
    let table = """
      être suis est sommes êtes sont été ser
      avoir ai a avons avez ont eu aur
      aller vais va allons allez vont allé ir
      faire fais fait faisons faites font fait fer
      venir viens vient venons venez viennent venu viendr
      prendre prends prend prenons prenez prennent pris prendr
      apprendre apprends apprend apprenons apprenez apprennent appris apprendr
      boire bois boit buvons buvez boivent bu boir
      lire lis lit lisons lisez lisent lu lir
      écrire écris écrit écrivons écrivez écrivent écrit écrir
      voir vois voit voyons voyez voient vu verr
      mettre mets met mettons mettez mettent mis mettr
      partir pars part partons partez partent parti partir
      sortir sors sort sortons sortez sortent sorti sortir
      dormir dors dort dormons dormez dorment dormi dormir
      ouvrir ouvre ouvre ouvrons ouvrez ouvrent ouvert ouvrir
      savoir sais sait savons savez savent su saur
      pouvoir peux peut pouvons pouvez peuvent pu pourr
      vouloir veux veut voulons voulez veulent voulu voudr
      devoir dois doit devons devez doivent dû devr
      courir cours court courons courez courent couru courr
      conduire conduis conduit conduisons conduisez conduisent conduit conduir
      rire ris rit rions riez rient ri rir
      appeler appelle appelle appelons appelez appellent appelé appeller
      éteindre éteins éteint éteignons éteignez éteignent éteint éteindr
      """
    let lines = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    return Dictionary(uniqueKeysWithValues: lines.map { ($0[0], Array($0[1...])) })
  }()
}
